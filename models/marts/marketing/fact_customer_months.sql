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

cohorts as (
    select
        customer_orders.customer_key,
        min(dates.month) as cohort_month
    from customer_orders
    inner join dates
        on customer_orders.date_key = dates.date_key
    where customer_orders.customer_key <> 'unknown'
    group by customer_orders.customer_key
),

months as (
    select
        financial_performance.customer_key,
        financial_performance.store,
        dates.month,
        financial_performance.reporting_currency,
        {{ sum_if_known('financial_performance.net_revenue') }} as net_revenue,
        {{ sum_if_known('financial_performance.cm2') }} as cm2,
        {{ sum_if_known('financial_performance.cm3') }} as cm3,
        {{ sum_if_known('financial_performance.net_profit') }} as net_profit
    from financial_performance
    inner join dates
        on financial_performance.date_key = dates.date_key
    where financial_performance.customer_key not in ('unknown', 'not_applicable')
    group by
        financial_performance.customer_key, financial_performance.store, dates.month,
        financial_performance.reporting_currency
),

orders_begun as (
    -- An order counts once: what is added to it after the books of its month are closed is none.
    select
        financial_performance.customer_key,
        financial_performance.store,
        financial_performance.reporting_currency,
        financial_performance.order_id,
        min(dates.month) as month
    from financial_performance
    inner join dates
        on financial_performance.date_key = dates.date_key
    where financial_performance.event_type = 'sale'
        and financial_performance.customer_key not in ('unknown', 'not_applicable')
    group by
        financial_performance.customer_key, financial_performance.store,
        financial_performance.reporting_currency, financial_performance.order_id
),

orders as (
    select
        orders_begun.customer_key,
        orders_begun.store,
        orders_begun.reporting_currency,
        orders_begun.month,
        count(*) as orders
    from orders_begun
    group by
        orders_begun.customer_key, orders_begun.store, orders_begun.reporting_currency,
        orders_begun.month
),

final as (
    -- A charge that is dated before the first sale counts with the month of the sale.
    select
        months.customer_key,
        months.store,
        months.month,
        cohorts.cohort_month,
        case
            when months.month < cohorts.cohort_month then 0
            else {{ months_between('cohorts.cohort_month', 'months.month') }}
        end as months_since,
        months.reporting_currency,
        cast(coalesce(orders.orders, 0) as bigint) as orders,
        months.net_revenue,
        months.cm2,
        months.cm3,
        months.net_profit
    from months
    left join cohorts
        on months.customer_key = cohorts.customer_key
    left join orders
        on months.customer_key = orders.customer_key
        and months.store = orders.store
        and months.reporting_currency = orders.reporting_currency
        and months.month = orders.month
)

select * from final
