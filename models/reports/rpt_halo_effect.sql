with

halo_estimates as (
    select * from {{ ref('fact_halo_estimates') }}
),

final as (
    -- Beside the profit and loss, never in it. Where nothing can be told the sales are blank:
    -- a number would be read, whatever stands beside it.
    select
        halo_estimates.store,
        halo_estimates.ad_platform,
        halo_estimates.experiment,
        halo_estimates.estimator,
        halo_estimates.starts_on,
        halo_estimates.ends_on,
        halo_estimates.reporting_currency,
        halo_estimates.spend,
        {{ divide_round(
            'halo_estimates.spend_unknown_region', 'halo_estimates.spend', 4
        ) }} as unknown_region_share,
        halo_estimates.unknown_spend_share,
        halo_estimates.estimate,
        halo_estimates.standard_error,
        halo_estimates.interval_low,
        halo_estimates.interval_high,
        halo_estimates.minimum_detectable_effect,
        halo_estimates.placebo_estimate,
        halo_estimates.placebo_standard_error,
        halo_estimates.is_placebo_rejected,
        halo_estimates.permutation_p_value,
        halo_estimates.region_count,
        halo_estimates.period_count,
        halo_estimates.evidence_grade,
        halo_estimates.verdict,
        {{ halo_sales('halo_estimates.estimate') }} as halo_sales,
        {{ halo_sales('halo_estimates.interval_low') }} as halo_sales_low,
        {{ halo_sales('halo_estimates.interval_high') }} as halo_sales_high
    from halo_estimates
)

select * from final
