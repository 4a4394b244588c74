with

touches as (
    select * from {{ ref('int_attribution__touches') }}
),

touch_uses as (
    select * from {{ ref('int_attribution__touch_uses') }}
),

path_touches as (
    select * from {{ ref('int_attribution__path_touches') }}
),

final as (
    -- What led to no order is the other half of the evidence: a person's visits outside every path
    -- are one journey that ended in nothing.
    select
        path_touches.store,
        path_touches.order_key as journey_key,
        true as is_conversion,
        path_touches.touch_id,
        path_touches.touched_at,
        path_touches.channel_group
    from path_touches
    union all
    select
        touches.store,
        case
            when touches.customer_label is not null
                then {{ hash_key(["touches.store", "'customer'", "touches.customer_label"]) }}
            when touches.visitor_id is not null
                then {{ hash_key(["touches.store", "'visitor'", "touches.visitor_id"]) }}
            else {{ hash_key(["touches.store", "'touch'", "touches.touch_id"]) }}
        end as journey_key,
        false as is_conversion,
        touches.touch_id,
        touches.touched_at,
        touches.channel_group
    from touches
    inner join touch_uses
        on touches.store = touch_uses.store
        and touches.touch_id = touch_uses.touch_id
    where touch_uses.touch_use not in ('used', 'empty')
)

select * from final
