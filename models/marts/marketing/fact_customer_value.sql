with

customer_months as (
    select * from {{ ref('fact_customer_months') }}
),

customers as (
    select * from {{ ref('dim_customer') }}
),

totals as (
    select
        customer_months.customer_key,
        customer_months.store,
        customer_months.cohort_month,
        customer_months.reporting_currency,
        cast(sum(customer_months.orders) as bigint) as orders,
        {{ sum_if_known('customer_months.net_revenue') }} as net_revenue,
        {{ sum_if_known('customer_months.cm3') }} as cm3,
        {{ sum_if_known('customer_months.net_profit') }} as net_profit
    from customer_months
    where customer_months.cohort_month is not null
    group by
        customer_months.customer_key, customer_months.store, customer_months.cohort_month,
        customer_months.reporting_currency
),

ranked as (
    -- Equal customers take the same place, whatever their keys: so a score needs no tie-breaker.
    select
        totals.*,
        customers.days_since_last_order,
        count(*) over (partition by totals.store, totals.reporting_currency) as customers_ranked,
        rank() over (
            partition by totals.store, totals.reporting_currency
            order by customers.days_since_last_order desc nulls first
        ) as recency_place,
        rank() over (
            partition by totals.store, totals.reporting_currency order by totals.orders
        ) as frequency_place,
        rank() over (
            partition by totals.store, totals.reporting_currency
            order by totals.cm3 nulls first
        ) as monetary_place
    from totals
    inner join customers
        on totals.customer_key = customers.customer_key
),

scored as (
    select
        ranked.*,
        {{ quintile('ranked.recency_place', 'ranked.customers_ranked') }} as recency_score,
        {{ quintile('ranked.frequency_place', 'ranked.customers_ranked') }} as frequency_score,
        case
            when ranked.cm3 is not null
                then {{ quintile('ranked.monetary_place', 'ranked.customers_ranked') }}
        end as monetary_score
    from ranked
),

final as (
    select
        scored.customer_key,
        scored.store,
        scored.cohort_month,
        scored.reporting_currency,
        scored.days_since_last_order as recency_days,
        scored.orders,
        scored.net_revenue,
        scored.cm3,
        scored.net_profit,
        scored.recency_score,
        scored.frequency_score,
        scored.monetary_score
    from scored
)

select * from final
