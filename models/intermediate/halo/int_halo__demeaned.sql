with

adstocked as (
    select * from {{ ref('int_halo__adstocked') }}
),

-- The placebo needs the week after: it does without the last one.
samples as (
    select
        adstocked.panel_id,
        'effect' as sample,
        adstocked.geo,
        adstocked.period_no,
        adstocked.sales_rate,
        adstocked.adstock_rate,
        {{ real(0) }} as next_spend_rate
    from adstocked
    union all
    select
        adstocked.panel_id,
        'placebo' as sample,
        adstocked.geo,
        adstocked.period_no,
        adstocked.sales_rate,
        adstocked.adstock_rate,
        adstocked.next_spend_rate
    from adstocked
    where adstocked.next_spend_rate is not null
),

final as (
    -- Less the mean of the region and of the week, and the mean of all back: what every region
    -- does in a week, and what a region does in every week, is gone.
    select
        samples.panel_id,
        samples.sample,
        samples.geo,
        samples.period_no,
        {{ twice_demeaned('samples.sales_rate', 'samples') }} as sales_rate,
        {{ twice_demeaned('samples.adstock_rate', 'samples') }} as adstock_rate,
        {{ twice_demeaned('samples.next_spend_rate', 'samples') }} as next_spend_rate,
        samples.adstock_rate as adstock_rate_level,
        samples.next_spend_rate as next_spend_rate_level
    from samples
)

select * from final
