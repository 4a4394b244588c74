with

rows_keyed as (
    select * from {{ ref('int_ads__rows_keyed') }}
    where not is_restated
),

spend_per_day as (
    select
        rows_keyed.campaign_account_key,
        rows_keyed.source_file,
        rows_keyed.period_end_date as spend_date,
        sum(rows_keyed.spend) as spend
    from rows_keyed
    where not rows_keyed.is_multi_day
    group by
        rows_keyed.campaign_account_key, rows_keyed.source_file, rows_keyed.period_end_date
),

totals as (
    select
        rows_keyed.period_key,
        rows_keyed.campaign_account_key,
        rows_keyed.period_start_date,
        rows_keyed.period_end_date,
        max(rows_keyed.source_file) as source_file,
        {{ money('sum(rows_keyed.spend)') }} as spend
    from rows_keyed
    where rows_keyed.is_multi_day
    group by
        rows_keyed.period_key, rows_keyed.campaign_account_key, rows_keyed.period_start_date,
        rows_keyed.period_end_date
),

days_within as (
    -- What stands beside a total in one report is another part of the campaign and no witness:
    -- Amazon's summaries give each product and search term a period of its own. A day is a part of
    -- one of them.
    select
        spend_per_day.spend,
        totals.period_key,
        row_number() over (
            partition by
                spend_per_day.campaign_account_key, spend_per_day.source_file,
                spend_per_day.spend_date, totals.source_file
            order by
                totals.period_start_date asc, totals.period_end_date desc nulls last,
                totals.period_key asc
        ) as place
    from spend_per_day
    inner join totals
        on spend_per_day.campaign_account_key = totals.campaign_account_key
        and spend_per_day.spend_date between totals.period_start_date and totals.period_end_date
        and spend_per_day.source_file <> totals.source_file
),

told_by_days as (
    -- How much of a campaign's total over several days its own daily rows say already.
    select
        totals.period_key,
        totals.campaign_account_key,
        totals.period_start_date,
        totals.period_end_date,
        totals.source_file,
        totals.spend,
        {{ money('coalesce(sum(days_within.spend), 0)') }} as daily_spend
    from totals
    left join days_within
        on totals.period_key = days_within.period_key
        and days_within.place = 1
    group by
        totals.period_key, totals.campaign_account_key, totals.period_start_date,
        totals.period_end_date, totals.source_file, totals.spend
),

totals_within as (
    -- A month within a quarter, a quarter within a year: the total inside is a part of the outer,
    -- and of one of a report.
    select
        outer_totals.period_key,
        inner_totals.period_key as inner_key,
        row_number() over (
            partition by inner_totals.period_key, outer_totals.source_file
            order by
                outer_totals.period_start_date asc, outer_totals.period_end_date desc nulls last,
                outer_totals.period_key asc
        ) as place
    from totals as outer_totals
    inner join totals as inner_totals
        on outer_totals.campaign_account_key = inner_totals.campaign_account_key
        and outer_totals.period_start_date <= inner_totals.period_start_date
        and outer_totals.period_end_date >= inner_totals.period_end_date
        and outer_totals.period_key <> inner_totals.period_key
        and outer_totals.source_file <> inner_totals.source_file
),

holding as (
    select
        told_by_days.period_key,
        told_by_days.spend,
        told_by_days.daily_spend,
        totals_within.inner_key
    from told_by_days
    left join totals_within
        on told_by_days.period_key = totals_within.period_key
        and totals_within.place = 1
),

{{ inner_totals_steps(from_cte='holding', levels=4, into='told') }},

final as (
    select
        told.period_key,
        told.spend,
        told.witnessed_spend
    from told
)

select * from final
