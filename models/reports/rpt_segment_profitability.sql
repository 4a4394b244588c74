with

financial_performance as (
    select * from {{ ref('fact_financial_performance') }}
),

customer_orders as (
    select * from {{ ref('fact_customer_orders') }}
),

dates as (
    select * from {{ ref('dim_date') }}
),

channels as (
    select * from {{ ref('dim_channel') }}
),

booked as (
    select
        financial_performance.*,
        dates.month,
        {{ is_first_sale(
            "financial_performance.event_type = 'sale'"
            ' and financial_performance.order_line_key is not null',
            'dates.month',
            'financial_performance.store, financial_performance.order_id,'
            ' financial_performance.channel_key'
        ) }} as counts_its_order
    from financial_performance
    inner join dates
        on financial_performance.date_key = dates.date_key
),

performance as (
    -- What belongs to no order belongs to no customer, and stays in sight in its own segment.
    select
        booked.store,
        booked.month,
        channels.channel_name,
        case
            when booked.order_id is null then 'not_applicable'
            else coalesce(customer_orders.customer_segment, 'unknown')
        end as customer_segment,
        case
            when booked.order_id is null then 'not_applicable'
            else coalesce(customer_orders.lifecycle_segment, 'unknown')
        end as lifecycle_segment,
        case
            when booked.order_id is null then 'not_applicable'
            else coalesce(customer_orders.country, 'unknown')
        end as country,
        case
            when booked.order_id is null then 'not_applicable'
            else coalesce(customer_orders.region, 'unknown')
        end as region,
        booked.reporting_currency,
        case when booked.counts_its_order then customer_orders.order_key end as sold_order_key,
        case
            when booked.counts_its_order and customer_orders.customer_key <> 'unknown'
                then customer_orders.customer_key
        end as buying_customer_key,
        case
            when booked.counts_its_order then booked.net_revenue
            else cast(0 as numeric(18, 4))
        end as ordered_revenue,
        {{ performance_columns('booked') }}
    from booked
    inner join channels
        on booked.channel_key = channels.channel_key
    left join customer_orders
        on booked.store = customer_orders.store
        and booked.order_id = customer_orders.order_id
),

totals as (
    select
        performance.store,
        performance.month,
        performance.channel_name,
        performance.customer_segment,
        performance.lifecycle_segment,
        performance.country,
        performance.region,
        performance.reporting_currency,
        cast(count(distinct performance.sold_order_key) as bigint) as orders,
        cast(count(distinct performance.buying_customer_key) as bigint) as customers,
        {{ sum_if_known('performance.ordered_revenue') }} as ordered_revenue,
        {{ performance_totals('performance') }}
    from performance
    group by
        performance.store, performance.month, performance.channel_name,
        performance.customer_segment, performance.lifecycle_segment, performance.country,
        performance.region, performance.reporting_currency
),

final as (
    select
        totals.store,
        totals.month,
        totals.channel_name,
        totals.customer_segment,
        totals.lifecycle_segment,
        totals.country,
        totals.region,
        totals.reporting_currency,
        totals.orders,
        totals.customers,
        totals.quantity,
        totals.gross_revenue,
        totals.discounts,
        totals.returns,
        totals.net_revenue,
        totals.cm1,
        totals.cm2,
        totals.cm3,
        totals.net_profit,
        {{ divide_round('totals.ordered_revenue', 'totals.orders', 4) }} as average_order_value
    from totals
)

select * from final
