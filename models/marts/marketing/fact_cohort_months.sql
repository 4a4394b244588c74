with

customer_months as (
    select * from {{ ref('fact_customer_months') }}
),

customer_orders as (
    select * from {{ ref('fact_customer_orders') }}
),

customers as (
    select * from {{ ref('dim_customer') }}
),

dates as (
    select * from {{ ref('dim_date') }}
),

months as (
    select
        dates.month,
        {{ last_day_of_month('dates.month') }} as last_day
    from dates
    where dates.date_key > 0
    group by dates.month
),

newest_sales as (
    select
        customer_orders.store,
        max(customer_orders.sale_date) as newest_sale_date
    from customer_orders
    group by customer_orders.store
),

newest_months as (
    select
        customer_months.store,
        max(customer_months.month) as newest_month
    from customer_months
    group by customer_months.store
),

told as (
    select
        customer_months.customer_key,
        customer_months.store,
        coalesce(customers.first_channel_name, 'Unknown') as first_channel_name,
        customer_months.cohort_month,
        customer_months.months_since,
        customer_months.reporting_currency,
        customer_months.orders,
        customer_months.net_revenue,
        customer_months.cm3,
        customer_months.net_profit
    from customer_months
    inner join customers
        on customer_months.customer_key = customers.customer_key
    where customer_months.cohort_month is not null
),

totals as (
    -- A month may carry a refund alone: its customers are no active ones.
    select
        told.store,
        told.first_channel_name,
        told.cohort_month,
        told.months_since,
        told.reporting_currency,
        count(distinct case when told.orders > 0 then told.customer_key end) as active_customers,
        sum(told.orders) as orders,
        {{ sum_if_known('told.net_revenue') }} as net_revenue,
        {{ sum_if_known('told.cm3') }} as cm3,
        {{ sum_if_known('told.net_profit') }} as net_profit
    from told
    group by
        told.store, told.first_channel_name, told.cohort_month, told.months_since,
        told.reporting_currency
),

cohorts as (
    select
        told.store,
        told.first_channel_name,
        told.cohort_month,
        told.reporting_currency,
        count(distinct told.customer_key) as cohort_customers
    from told
    group by
        told.store, told.first_channel_name, told.cohort_month, told.reporting_currency
),

grid as (
    -- Months in which nobody of a cohort bought are there, too, up to the newest of the store.
    select
        cohorts.store,
        cohorts.first_channel_name,
        cohorts.cohort_month,
        cohorts.reporting_currency,
        cohorts.cohort_customers,
        months.month,
        {{ months_between('cohorts.cohort_month', 'months.month') }} as months_since,
        months.last_day > newest_sales.newest_sale_date as is_immature
    from cohorts
    inner join newest_sales
        on cohorts.store = newest_sales.store
    inner join newest_months
        on cohorts.store = newest_months.store
    inner join months
        on cohorts.cohort_month <= months.month
        and newest_months.newest_month >= months.month
),

final as (
    select
        grid.store,
        grid.first_channel_name,
        grid.cohort_month,
        grid.months_since,
        grid.month,
        grid.reporting_currency,
        cast(grid.cohort_customers as bigint) as cohort_customers,
        cast(coalesce(totals.active_customers, 0) as bigint) as active_customers,
        cast(coalesce(totals.orders, 0) as bigint) as orders,
        cast(case when totals.store is null then 0 else totals.net_revenue end as numeric(18, 4))
            as net_revenue,
        cast(case when totals.store is null then 0 else totals.cm3 end as numeric(18, 4)) as cm3,
        cast(case when totals.store is null then 0 else totals.net_profit end as numeric(18, 4))
            as net_profit,
        grid.is_immature
    from grid
    left join totals
        on grid.store = totals.store
        and grid.first_channel_name = totals.first_channel_name
        and grid.cohort_month = totals.cohort_month
        and grid.months_since = totals.months_since
        and grid.reporting_currency = totals.reporting_currency
)

select * from final
