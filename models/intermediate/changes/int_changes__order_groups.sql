with

order_links as (
    select * from {{ ref('int_changes__order_links') }}
),

links as (
    select
        order_links.store,
        order_links.order_number,
        order_links.linked_order_number
    from order_links
    union all
    select
        order_links.store,
        order_links.order_number,
        order_links.order_number as linked_order_number
    from order_links
    group by order_links.store, order_links.order_number
),

labels_0 as (
    -- Each order begins as a group of its own.
    select
        order_links.store,
        order_links.order_number,
        order_links.order_number as group_number
    from order_links
    group by order_links.store, order_links.order_number
),

{% for round in range(8) %}
seen_{{ round }} as (
    -- An order takes the least group of itself and of those that it is linked with,
    select
        links.store,
        links.order_number,
        min(labels_{{ round }}.group_number) as group_number
    from links
    inner join labels_{{ round }}
        on links.store = labels_{{ round }}.store
        and links.linked_order_number = labels_{{ round }}.order_number
    group by links.store, links.order_number
),

labels_{{ round + 1 }} as (
    -- and then the group of the order that this is named after.
    select
        seen_{{ round }}.store,
        seen_{{ round }}.order_number,
        leaders.group_number
    from seen_{{ round }}
    inner join seen_{{ round }} as leaders
        on seen_{{ round }}.store = leaders.store
        and seen_{{ round }}.group_number = leaders.order_number
),

{% endfor %}
final as (
    -- An order that shares a parcel with one that shares another parcel goes with both.
    select
        labels_8.store,
        labels_8.order_number,
        labels_8.group_number
    from labels_8
)

select * from final
