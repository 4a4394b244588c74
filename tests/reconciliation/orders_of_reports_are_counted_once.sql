-- Property: per store, the orders of all days, and those of all months and segments, are the orders
-- that were sold in each channel; those of all months and promotions are the orders of each
-- promotion.
-- Who relies on it: whoever divides a year's revenue by its orders.
-- What would go wrong silently: an order whose parcels leave on two days, or that is corrected in a
-- later month, would be two.
with

sold as (
    select
        performance.store,
        count(distinct performance.channel_key || '|' || performance.order_id) as orders,
        count(
            distinct
            coalesce(promotions.promotion_key, 'not_applicable') || '|' || performance.order_id
        ) as orders_of_promotions
    from {{ ref('fact_financial_performance') }} as performance
    left join {{ ref('bridge_order_line_promotion') }} as promotions
        on performance.order_line_key = promotions.order_line_key
    -- What of an order no line explains is no order of its own.
    where performance.event_type = 'sale'
        and performance.order_line_key is not null
    group by performance.store
),

by_day as (
    select
        store,
        sum(orders) as orders
    from {{ ref('rpt_sales_trends') }}
    group by store
),

by_segment as (
    select
        store,
        sum(orders) as orders
    from {{ ref('rpt_segment_profitability') }}
    group by store
),

by_promotion as (
    select
        store,
        sum(orders) as orders
    from {{ ref('rpt_promotion_performance') }}
    group by store
)

select
    sold.store,
    sold.orders,
    by_day.orders as by_day,
    by_segment.orders as by_segment,
    sold.orders_of_promotions,
    by_promotion.orders as by_promotion
from sold
left join by_day
    on sold.store = by_day.store
left join by_segment
    on sold.store = by_segment.store
left join by_promotion
    on sold.store = by_promotion.store
where sold.orders <> coalesce(by_day.orders, 0)
    or sold.orders <> coalesce(by_segment.orders, 0)
    or sold.orders_of_promotions <> coalesce(by_promotion.orders, 0)
