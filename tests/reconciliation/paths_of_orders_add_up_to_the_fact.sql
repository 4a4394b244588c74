-- Property: rpt_attribution_paths has each order that counts once, and the net revenue of the
-- fact's orders, whatever their path, where all of it is translated.
-- Who relies on it: whoever reads what a way to the shop brings.
-- What would go wrong silently: an order with two paths or two customers would be two orders, and
-- its revenue counted twice.
with

attribution_paths as (
    select * from {{ ref('rpt_attribution_paths') }}
),

orders_kept as (
    select * from {{ ref('int_orders__orders_kept') }}
),

financial_performance as (
    select * from {{ ref('fact_financial_performance') }}
),

counted_orders as (
    select
        orders_kept.store,
        orders_kept.order_id
    from orders_kept
    where orders_kept.is_counted
),

by_path as (
    select
        sum(attribution_paths.orders) as orders,
        sum(attribution_paths.net_revenue) as net_revenue
    from attribution_paths
),

by_order as (
    select count(*) as orders
    from counted_orders
),

by_fact as (
    select {{ sum_if_known('financial_performance.net_revenue') }} as net_revenue
    from financial_performance
    inner join counted_orders
        on financial_performance.store = counted_orders.store
        and financial_performance.order_id = counted_orders.order_id
)

select
    by_path.orders,
    by_order.orders as orders_that_count,
    by_path.net_revenue,
    by_fact.net_revenue as net_revenue_of_the_fact
from by_path
cross join by_order
cross join by_fact
where coalesce(by_path.orders, 0) <> by_order.orders
    or coalesce(by_path.net_revenue, 0) <> by_fact.net_revenue
