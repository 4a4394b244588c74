-- Property: in each month every attribution model credits all orders of the month with all their
-- revenue, once.
-- Who relies on it: the comparison of campaigns between models, and the share of what no
-- campaign brought.
-- What would go wrong silently: a model that loses or repeats orders would make its campaigns
-- look better or worse than they are.
with

models as (
    {{ named_models(attribution_models()) }}
),

sold as (
    -- An order of which a settlement tells a fee and nobody a price does not count yet.
    select
        customer_orders.store,
        dates.month,
        count(*) as orders,
        {{ sum_if_known('customer_orders.net_revenue') }} as net_revenue,
        {{ sum_if_known('customer_orders.profit_before_ads') }} as profit_before_ads
    from {{ ref('fact_customer_orders') }} as customer_orders
    inner join {{ ref('dim_date') }} as dates
        on customer_orders.date_key = dates.date_key
    inner join {{ ref('int_orders__orders_kept') }} as orders_kept
        on customer_orders.order_key = orders_kept.order_key
    where orders_kept.is_counted
    group by customer_orders.store, dates.month
),

credited as (
    select
        store,
        month,
        attribution_model,
        sum(order_units) as order_units,
        {{ sum_if_known('net_revenue') }} as net_revenue,
        {{ sum_if_known('profit_before_ads') }} as profit_before_ads
    from {{ ref('fact_campaign_results') }}
    group by store, month, attribution_model
)

select
    sold.store,
    sold.month,
    models.attribution_model,
    sold.orders,
    credited.order_units,
    sold.net_revenue,
    credited.net_revenue as credited_net_revenue
from sold
cross join models
left join credited
    on sold.store = credited.store
    and sold.month = credited.month
    and models.attribution_model = credited.attribution_model
where coalesce(credited.order_units, 0) <> sold.orders * {{ credit_total() }}
    or coalesce(credited.net_revenue, 0) <> coalesce(sold.net_revenue, 0)
    or coalesce(credited.profit_before_ads, 0) <> coalesce(sold.profit_before_ads, 0)
