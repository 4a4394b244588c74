with

report_rows as (
    select * from {{ ref('int_ads__report_rows') }}
),

daily_spend as (
    select
        report_rows.store,
        report_rows.platform,
        report_rows.campaign,
        report_rows.currency,
        report_rows.period_end_date as spend_date,
        sum(report_rows.spend) as spend
    from report_rows
    where not report_rows.is_multi_day
    group by
        report_rows.store, report_rows.platform, report_rows.campaign, report_rows.currency,
        report_rows.period_end_date
),

periods as (
    select
        report_rows.store,
        report_rows.platform,
        report_rows.campaign,
        report_rows.currency,
        report_rows.period_start_date,
        report_rows.period_end_date,
        sum(report_rows.spend) as spend
    from report_rows
    where report_rows.is_multi_day
    group by
        report_rows.store, report_rows.platform, report_rows.campaign, report_rows.currency,
        report_rows.period_start_date, report_rows.period_end_date
),

told_by_days as (
    -- How much of a campaign's total over several days its own daily rows say already.
    select
        periods.store,
        periods.platform,
        periods.campaign,
        periods.currency,
        periods.period_start_date,
        periods.period_end_date,
        least(
            {{ money('max(periods.spend)') }}, {{ money('coalesce(sum(daily_spend.spend), 0)') }}
        ) as witnessed_spend
    from periods
    left join daily_spend
        on periods.store = daily_spend.store
        and periods.platform = daily_spend.platform
        and periods.campaign = daily_spend.campaign
        and periods.currency = daily_spend.currency
        and daily_spend.spend_date between periods.period_start_date and periods.period_end_date
    group by
        periods.store, periods.platform, periods.campaign, periods.currency,
        periods.period_start_date, periods.period_end_date
),

weighed as (
    select
        report_rows.*,
        {{ cents('coalesce(told_by_days.witnessed_spend, 0)') }} as witnessed_cents,
        {{ cents('report_rows.spend') }} as spend_weight
    from report_rows
    left join told_by_days
        on report_rows.store = told_by_days.store
        and report_rows.platform = told_by_days.platform
        and report_rows.campaign = told_by_days.campaign
        and report_rows.currency = told_by_days.currency
        and report_rows.period_start_date = told_by_days.period_start_date
        and report_rows.period_end_date = told_by_days.period_end_date
        and report_rows.is_multi_day
),

{{ allocation_steps(
    from_cte='weighed', total='witnessed_cents', weight='spend_weight',
    partition_by='store, platform, campaign, currency, period_start_date, period_end_date',
    order_by='source_file, source_line', result='witnessed_share_cents'
) }},

final as (
    -- A total over several days counts on its last day, less what the daily rows say.
    select
        allocated.ad_spend_key,
        allocated.store,
        allocated.platform,
        allocated.report,
        allocated.campaign,
        allocated.period_start_date,
        allocated.period_end_date as spend_date,
        allocated.is_multi_day,
        allocated.currency,
        allocated.spend,
        coalesce({{ from_cents('allocated.witnessed_share_cents') }}, 0) as witnessed_spend,
        allocated.impressions,
        allocated.clicks,
        allocated.source_file,
        allocated.source_line,
        allocated.batch_id
    from allocated
)

select * from final
