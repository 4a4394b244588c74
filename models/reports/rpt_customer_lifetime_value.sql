with

customer_value as (
    select * from {{ ref('fact_customer_value') }}
),

customers as (
    select * from {{ ref('dim_customer') }}
),

projections as (
    select * from {{ ref('fact_cohort_projections') }}
),

grouped as (
    -- The same customers four times: altogether, by cohort, by first channel, by segment.
    select
        customer_value.*,
        'all' as value_group,
        'all' as value_member
    from customer_value
    union all
    select
        customer_value.*,
        'cohort' as value_group,
        substring(cast(customer_value.cohort_month as {{ dbt.type_string() }}), 1, 7)
            as value_member
    from customer_value
    union all
    select
        customer_value.*,
        'channel' as value_group,
        coalesce(customers.first_channel_name, 'Unknown') as value_member
    from customer_value
    inner join customers
        on customer_value.customer_key = customers.customer_key
    union all
    select
        customer_value.*,
        'segment' as value_group,
        customers.lifecycle_segment as value_member
    from customer_value
    inner join customers
        on customer_value.customer_key = customers.customer_key
),

historic as (
    select
        grouped.store,
        grouped.value_group,
        grouped.value_member,
        grouped.reporting_currency,
        count(*) as customers,
        cast(sum(grouped.orders) as bigint) as orders,
        {{ sum_if_known('grouped.net_revenue') }} as net_revenue,
        {{ sum_if_known('grouped.cm3') }} as cm3,
        {{ sum_if_known('grouped.net_profit') }} as net_profit
    from grouped
    group by
        grouped.store, grouped.value_group, grouped.value_member, grouped.reporting_currency
),

projected as (
    -- The interval is that of the next cohort: its own spread and what is not known of the mean.
    select
        projections.store,
        projections.value_group,
        projections.value_member,
        projections.reporting_currency,
        projections.months_observed,
        projections.cohorts_behind,
        case
            when not projections.is_known then 'amounts without a rate'
            when projections.months_observed >= {{ var('customer_value_months') }} then 'observed'
            when projections.cohorts_behind < {{ var('customer_value_min_cohorts') }}
                then 'too few cohorts'
            else 'projected'
        end as projection_status,
        projections.cm3_observed,
        projections.cm3_observed + projections.cm3_rest_mean as cm3_expected,
        {{ six_places(half_width('projections.cohorts_behind', 'projections.cm3_rest_deviation')) }}
            as half_width
    from projections
),

final as (
    -- A segment says what its customers did, so that nothing can be foretold of it.
    select
        historic.store,
        historic.value_group,
        historic.value_member,
        historic.reporting_currency,
        cast(historic.customers as bigint) as customers,
        historic.orders,
        historic.net_revenue,
        historic.cm3,
        historic.net_profit,
        {{ divide_round('historic.cm3', 'historic.customers', 4) }} as cm3_per_customer,
        {{ divide_round('historic.net_profit', 'historic.customers', 4) }}
            as net_profit_per_customer,
        coalesce(projected.projection_status, 'not projected') as projection_status,
        projected.months_observed,
        projected.cohorts_behind,
        {{ projected_value('projected.cm3_expected') }} as projected_cm3_per_customer,
        {{ projected_value('projected.cm3_expected - projected.half_width') }}
            as projected_cm3_low,
        {{ projected_value('projected.cm3_expected + projected.half_width') }}
            as projected_cm3_high
    from historic
    left join projected
        on historic.store = projected.store
        and historic.value_group = projected.value_group
        and historic.value_member = projected.value_member
        and historic.reporting_currency = projected.reporting_currency
)

select * from final
