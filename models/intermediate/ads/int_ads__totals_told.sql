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

told_by_days as (
    -- How much of a campaign's total over several days its own daily rows say already. What stands
    -- beside it in one report is another part of the campaign and no witness: Amazon's summaries
    -- give each product and search term a period of its own.
    select
        totals.period_key,
        totals.campaign_account_key,
        totals.period_start_date,
        totals.period_end_date,
        totals.source_file,
        totals.spend,
        {{ money('coalesce(sum(spend_per_day.spend), 0)') }} as daily_spend
    from totals
    left join spend_per_day
        on totals.campaign_account_key = spend_per_day.campaign_account_key
        and spend_per_day.spend_date between totals.period_start_date and totals.period_end_date
        and spend_per_day.source_file <> totals.source_file
    group by
        totals.period_key, totals.campaign_account_key, totals.period_start_date,
        totals.period_end_date, totals.source_file, totals.spend
),

holding as (
    -- A month within a quarter, a quarter within a year: the total inside is a part of the outer.
    select
        told_by_days.period_key,
        told_by_days.spend,
        told_by_days.daily_spend,
        inner_totals.period_key as inner_key
    from told_by_days
    left join totals as inner_totals
        on told_by_days.campaign_account_key = inner_totals.campaign_account_key
        and told_by_days.period_start_date <= inner_totals.period_start_date
        and told_by_days.period_end_date >= inner_totals.period_end_date
        and told_by_days.period_key <> inner_totals.period_key
        and told_by_days.source_file <> inner_totals.source_file
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
