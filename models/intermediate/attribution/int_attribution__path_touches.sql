with

touches as (
    select * from {{ ref('int_attribution__touches') }}
),

orders as (
    select * from {{ ref('int_attribution__orders') }}
),

buyers as (
    -- An order of a customer has all that customer's visits, one of nobody known the visits that
    -- name it. No visit to the shop leads to an order at Amazon.
    select
        orders.*,
        coalesce(orders.customer_label, 'order ' || orders.order_id) as person
    from orders
    where orders.platform <> 'amazon'
        and orders.ordered_at is not null
),

visits as (
    select
        touches.*,
        coalesce(touches.customer_label, 'order ' || touches.session_order_id) as person
    from touches
    where not touches.is_empty
),

final as (
    -- Both ends are in: a visit of the same second, and one as old as the window to the second.
    select
        buyers.order_key,
        buyers.store,
        buyers.order_id,
        buyers.order_kind,
        visits.touch_id,
        visits.touched_at,
        visits.touched_date,
        cast({{ dbt.datediff('visits.touched_at', 'buyers.ordered_at', 'second') }} as bigint)
            as age_seconds,
        visits.window_days,
        visits.channel_group,
        visits.ad_platform,
        visits.campaign_key,
        visits.is_direct,
        visits.has_email
    from buyers
    inner join visits
        on buyers.store = visits.store
        and buyers.person = visits.person
    where visits.touched_at <= buyers.ordered_at
        and {{ dbt.dateadd('day', 'visits.window_days', 'visits.touched_at') }} >= buyers.ordered_at
)

select * from final
