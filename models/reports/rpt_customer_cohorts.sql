with

cohort_months as (
    select * from {{ ref('fact_cohort_months') }}
),

cells as (
    select
        cohort_months.store,
        cohort_months.cohort_month,
        cohort_months.months_since,
        cohort_months.month,
        cohort_months.reporting_currency,
        cohort_months.is_immature,
        cast(sum(cohort_months.cohort_customers) as bigint) as cohort_customers,
        cast(sum(cohort_months.active_customers) as bigint) as active_customers,
        cast(sum(cohort_months.orders) as bigint) as orders,
        {{ sum_if_known('cohort_months.net_revenue') }} as net_revenue,
        {{ sum_if_known('cohort_months.cm3') }} as cm3,
        {{ sum_if_known('cohort_months.net_profit') }} as net_profit
    from cohort_months
    group by
        cohort_months.store, cohort_months.cohort_month, cohort_months.months_since,
        cohort_months.month, cohort_months.reporting_currency, cohort_months.is_immature
),

running as (
    select
        cells.*,
        {{ running_if_known('cells.cm3') }} as cumulative_cm3,
        {{ running_if_known('cells.net_profit') }} as cumulative_net_profit
    from cells
),

final as (
    select
        running.store,
        running.cohort_month,
        running.months_since,
        running.month,
        running.reporting_currency,
        running.cohort_customers,
        running.active_customers,
        {{ divide_round('running.active_customers', 'running.cohort_customers', 4) }}
            as retention_rate,
        running.orders,
        running.net_revenue,
        running.cm3,
        running.net_profit,
        running.cumulative_cm3,
        running.cumulative_net_profit,
        {{ divide_round('running.cumulative_cm3', 'running.cohort_customers', 4) }}
            as cumulative_cm3_per_customer,
        running.is_immature
    from running
)

select * from final
