with

order_links as (
    select * from {{ ref('int_changes__order_links') }}
),

reached_1 as (
    -- Each order reaches itself and those that it is linked with.
    select
        order_links.store,
        order_links.order_number,
        order_links.linked_order_number as reached_order_number
    from order_links
    union all
    select
        order_links.store,
        order_links.order_number,
        order_links.order_number as reached_order_number
    from order_links
    group by order_links.store, order_links.order_number
),

{% for links in [1, 2, 4, 8, 16] %}
reached_{{ 2 * links }} as (
    -- Whatever it reaches over so many links reaches as many again.
    select
        nearer.store,
        nearer.order_number,
        further.reached_order_number
    from reached_{{ links }} as nearer
    inner join reached_{{ links }} as further
        on nearer.store = further.store
        and nearer.reached_order_number = further.order_number
    group by nearer.store, nearer.order_number, further.reached_order_number
),

{% endfor %}
final as (
    -- An order that shares a parcel with one that shares another parcel goes with both.
    select
        reached_32.store,
        reached_32.order_number,
        min(reached_32.reached_order_number) as group_number
    from reached_32
    group by reached_32.store, reached_32.order_number
)

select * from final
