with

cohort_months as (
    select * from {{ ref('fact_cohort_months') }}
),

pooled as (
    -- Each cohort stands in two pools: the store's, and that of the channel of first orders.
    select
        cohort_months.*,
        'all' as value_group,
        'all' as value_member
    from cohort_months
    union all
    select
        cohort_months.*,
        'channel' as value_group,
        cohort_months.first_channel_name as value_member
    from cohort_months
),

cells as (
    select
        pooled.store,
        pooled.value_group,
        pooled.value_member,
        pooled.cohort_month,
        pooled.months_since,
        pooled.reporting_currency,
        pooled.is_immature,
        {{ divide_round(sum_if_known('pooled.cm3'), 'sum(pooled.cohort_customers)', 6) }}
            as cm3_each
    from pooled
    where pooled.months_since < {{ var('customer_value_months') }}
    group by
        pooled.store, pooled.value_group, pooled.value_member, pooled.cohort_month,
        pooled.months_since, pooled.reporting_currency, pooled.is_immature
),

cohorts as (
    select
        cells.store,
        cells.value_group,
        cells.value_member,
        cells.cohort_month,
        cells.reporting_currency,
        sum(case when cells.is_immature then 0 else 1 end) as months_observed,
        cast(
            sum(case when cells.is_immature then 0 else cells.cm3_each end) as numeric(18, 6)
        ) as cm3_observed,
        count(*) = count(cells.cm3_each) as is_known
    from cells
    group by
        cells.store, cells.value_group, cells.value_member, cells.cohort_month,
        cells.reporting_currency
),

subjects as (
    -- A customer who is yet to come has earned nothing so far; a cohort has what it earned.
    select
        cohorts.store,
        cohorts.value_group as pool_group,
        cohorts.value_member as pool_member,
        cohorts.value_group,
        cohorts.value_member,
        cohorts.reporting_currency,
        cast(0 as bigint) as months_observed,
        cast(0 as numeric(18, 6)) as cm3_observed,
        true as is_known
    from cohorts
    group by cohorts.store, cohorts.value_group, cohorts.value_member, cohorts.reporting_currency
    union all
    select
        cohorts.store,
        cohorts.value_group as pool_group,
        cohorts.value_member as pool_member,
        'cohort' as value_group,
        substring(cast(cohorts.cohort_month as {{ dbt.type_string() }}), 1, 7) as value_member,
        cohorts.reporting_currency,
        cast(cohorts.months_observed as bigint) as months_observed,
        cohorts.cm3_observed,
        cohorts.is_known
    from cohorts
    where cohorts.value_group = 'all'
),

rests as (
    -- What each cohort that is through all months earned in those that the subject has left.
    select
        subjects.store,
        subjects.value_group,
        subjects.value_member,
        subjects.reporting_currency,
        cells.cohort_month,
        cast(
            sum(
                case
                    when cells.months_since >= subjects.months_observed then cells.cm3_each
                    else 0
                end
            )
            as numeric(18, 6)
        ) as cm3_rest
    from subjects
    inner join cohorts
        on subjects.store = cohorts.store
        and subjects.pool_group = cohorts.value_group
        and subjects.pool_member = cohorts.value_member
        and subjects.reporting_currency = cohorts.reporting_currency
    inner join cells
        on cohorts.store = cells.store
        and cohorts.value_group = cells.value_group
        and cohorts.value_member = cells.value_member
        and cohorts.cohort_month = cells.cohort_month
        and cohorts.reporting_currency = cells.reporting_currency
    where cohorts.months_observed = {{ var('customer_value_months') }}
        and cohorts.is_known
    group by
        subjects.store, subjects.value_group, subjects.value_member,
        subjects.reporting_currency, cells.cohort_month
),

final as (
    select
        subjects.store,
        subjects.value_group,
        subjects.value_member,
        subjects.reporting_currency,
        subjects.months_observed,
        cast(count(rests.cohort_month) as bigint) as cohorts_behind,
        subjects.is_known,
        subjects.cm3_observed,
        {{ divide_round('sum(rests.cm3_rest)', 'count(rests.cohort_month)', 6) }}
            as cm3_rest_mean,
        {{ six_places(real('stddev_samp(' ~ real('rests.cm3_rest') ~ ')')) }}
            as cm3_rest_deviation
    from subjects
    left join rests
        on subjects.store = rests.store
        and subjects.value_group = rests.value_group
        and subjects.value_member = rests.value_member
        and subjects.reporting_currency = rests.reporting_currency
    group by
        subjects.store, subjects.value_group, subjects.value_member,
        subjects.reporting_currency, subjects.months_observed, subjects.is_known,
        subjects.cm3_observed
)

select * from final
