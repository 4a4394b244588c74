with

rows_keyed as (
    select * from {{ ref('int_ads__rows_keyed') }}
),

totals_told as (
    select * from {{ ref('int_ads__totals_told') }}
),

weighed as (
    select
        rows_keyed.*,
        {{ cents('coalesce(totals_told.witnessed_spend, 0)') }} as witnessed_cents,
        {{ cents('abs(rows_keyed.spend)') }} as spend_weight
    from rows_keyed
    left join totals_told
        on rows_keyed.period_key = totals_told.period_key
        and rows_keyed.is_multi_day
        and not rows_keyed.is_restated
),

{{ allocation_steps(
    from_cte='weighed', total='witnessed_cents', weight='spend_weight',
    partition_by='period_key, is_restated', order_by='source_file, source_line',
    result='witnessed_share_cents'
) }},

final as (
    -- A total over several days counts on its last day, less what daily rows and the totals
    -- within it say; what a newer export restated counts no more.
    select
        allocated.ad_spend_key,
        allocated.store,
        allocated.platform,
        allocated.report,
        allocated.campaign,
        allocated.campaign_id,
        allocated.campaign_key,
        allocated.region,
        allocated.period_start_date,
        allocated.period_end_date as spend_date,
        allocated.is_multi_day,
        allocated.is_restated,
        allocated.currency,
        allocated.spend,
        case
            when allocated.is_restated then allocated.spend
            else coalesce({{ from_cents('allocated.witnessed_share_cents') }}, 0)
        end as witnessed_spend,
        allocated.impressions,
        allocated.clicks,
        allocated.source_file,
        allocated.source_line,
        allocated.batch_id
    from allocated
)

select * from final
