with

rows_keyed as (
    select * from {{ ref('int_ads__rows_keyed') }}
    where not is_restated
),

spend_per_day as (
    select
        rows_keyed.campaign_account_key,
        rows_keyed.period_end_date as spend_date,
        sum(rows_keyed.spend) as spend
    from rows_keyed
    where not rows_keyed.is_multi_day
    group by rows_keyed.campaign_account_key, rows_keyed.period_end_date
),

totals as (
    select
        rows_keyed.period_key,
        rows_keyed.campaign_account_key,
        rows_keyed.period_start_date,
        rows_keyed.period_end_date,
        {{ money('sum(rows_keyed.spend)') }} as spend
    from rows_keyed
    where rows_keyed.is_multi_day
    group by
        rows_keyed.period_key, rows_keyed.campaign_account_key, rows_keyed.period_start_date,
        rows_keyed.period_end_date
),

told_by_days as (
    -- How much of a campaign's total over several days its own daily rows say already.
    select
        totals.period_key,
        max(totals.spend) as spend,
        {{ money('coalesce(sum(spend_per_day.spend), 0)') }} as daily_spend
    from totals
    left join spend_per_day
        on totals.campaign_account_key = spend_per_day.campaign_account_key
        and spend_per_day.spend_date between totals.period_start_date and totals.period_end_date
    group by totals.period_key
),

contained as (
    -- A month within a quarter, a quarter within a year: the total inside is a part of the outer.
    select
        totals.period_key as outer_key,
        inner_totals.period_key as inner_key
    from totals
    inner join totals as inner_totals
        on totals.campaign_account_key = inner_totals.campaign_account_key
        and totals.period_start_date <= inner_totals.period_start_date
        and totals.period_end_date >= inner_totals.period_end_date
        and totals.period_key <> inner_totals.period_key
),

{{ inner_totals_steps(from_cte='told_by_days', contained='contained', levels=4) }},

final as (
    select
        told_by_inner_totals.period_key,
        told_by_inner_totals.spend,
        told_by_inner_totals.witnessed_spend
    from told_by_inner_totals
)

select * from final
