with

estimates as (
    select * from {{ ref('int_halo__estimates') }}
),

panels as (
    select * from {{ ref('int_halo__panels') }}
),

panel as (
    select * from {{ ref('int_halo__panel') }}
),

reporting_currency as (
    select * from {{ ref('int_fx__reporting_currency') }}
),

amounts_per_panel as (
    select
        panel.panel_id,
        {{ money('sum(panel.sales)') }} as amazon_sales,
        {{ money("sum(case when panel.geo = 'unknown' then panel.sales else 0 end)") }}
            as amazon_sales_unknown_region,
        {{ money('sum(panel.spend)') }} as spend,
        {{ money("sum(case when panel.geo = 'unknown' then panel.spend else 0 end)") }}
            as spend_unknown_region,
        {{ money('sum(case when panel.is_estimated then panel.spend else 0 end)') }}
            as spend_estimated
    from panel
    group by panel.panel_id
),

final as (
    select
        {{ hash_key(["estimates.panel_id", "estimates.estimator"]) }} as halo_estimate_key,
        panels.store,
        panels.panel_kind,
        panels.ad_platform,
        panels.experiment,
        estimates.estimator,
        panels.starts_on,
        panels.ends_on,
        reporting_currency.reporting_currency,
        coalesce(amounts_per_panel.amazon_sales, 0) as amazon_sales,
        coalesce(amounts_per_panel.amazon_sales_unknown_region, 0) as amazon_sales_unknown_region,
        coalesce(amounts_per_panel.spend, 0) as spend,
        coalesce(amounts_per_panel.spend_unknown_region, 0) as spend_unknown_region,
        coalesce(amounts_per_panel.spend_estimated, 0) as spend_estimated,
        panels.unknown_spend_share,
        estimates.estimate,
        estimates.standard_error,
        estimates.degrees_of_freedom,
        estimates.interval_low,
        estimates.interval_high,
        estimates.minimum_detectable_effect,
        estimates.placebo_estimate,
        estimates.placebo_standard_error,
        estimates.is_placebo_rejected,
        estimates.permutation_p_value,
        estimates.region_count,
        estimates.period_count,
        estimates.evidence_grade,
        estimates.verdict
    from estimates
    inner join panels
        on estimates.panel_id = panels.panel_id
    cross join reporting_currency
    left join amounts_per_panel
        on estimates.panel_id = amounts_per_panel.panel_id
)

select * from final
