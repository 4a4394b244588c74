with

estimates_made as (
    select * from {{ ref('int_halo__estimates_made') }}
),

panels as (
    select * from {{ ref('int_halo__panels') }}
),

quantiles as (
    select
        estimates_made.*,
        {{ t_quantile(var('halo_confidence_z'), 'estimates_made.degrees_of_freedom') }} as critical,
        {{ t_quantile(var('halo_power_z'), 'estimates_made.degrees_of_freedom') }} as powerful
    from estimates_made
),

bounded as (
    select
        quantiles.*,
        quantiles.effect - quantiles.critical * quantiles.standard_error as interval_low,
        quantiles.effect + quantiles.critical * quantiles.standard_error as interval_high,
        (quantiles.critical + quantiles.powerful) * quantiles.standard_error
            as minimum_detectable_effect,
        case
            when abs(quantiles.placebo_effect)
                > quantiles.critical * quantiles.placebo_standard_error then 1
            when quantiles.placebo_standard_error is not null then 0
        end as placebo_rejects
    from quantiles
),

judged as (
    -- The first reason that holds. Only an experiment whose regions were drawn tells a cause.
    select
        bounded.*,
        panels.is_randomized,
        case
            when panels.starts_on is null then 'cannot tell: no spend is known by region'
            when bounded.effect is null or bounded.standard_error is null
                then 'cannot tell: the spend does not differ between regions and periods'
            when bounded.geo_count < {{ var('halo_regions_min') }} or bounded.critical is null
                then 'cannot tell: too few regions'
            when bounded.period_count < {{ var('halo_periods_min') }}
                then 'cannot tell: too few periods'
            when panels.unknown_spend_share > {{ var('halo_unknown_spend_max') }}
                then 'cannot tell: too much of the spend has no region'
            when bounded.placebo_rejects = 1
                then 'cannot tell: the spend follows the sales'
            when bounded.minimum_detectable_effect > {{ var('halo_plausible_effect') }}
                then 'cannot tell: a plausible effect would not show'
            when bounded.interval_low > 0 then 'sales rise with the spend'
            when bounded.interval_high < 0 then 'sales fall with the spend'
            else 'no effect seen'
        end as verdict
    from bounded
    inner join panels
        on bounded.panel_id = panels.panel_id
),

final as (
    select
        judged.panel_id,
        judged.estimator,
        {{ six_places('judged.effect') }} as estimate,
        {{ six_places('judged.standard_error') }} as standard_error,
        {{ six_places('judged.degrees_of_freedom') }} as degrees_of_freedom,
        {{ six_places('judged.interval_low') }} as interval_low,
        {{ six_places('judged.interval_high') }} as interval_high,
        {{ six_places('judged.minimum_detectable_effect') }} as minimum_detectable_effect,
        {{ six_places('judged.placebo_effect') }} as placebo_estimate,
        {{ six_places('judged.placebo_standard_error') }} as placebo_standard_error,
        judged.placebo_rejects = 1 as is_placebo_rejected,
        {{ six_places('judged.permutation_p_value') }} as permutation_p_value,
        coalesce(judged.geo_count, 0) as region_count,
        coalesce(judged.period_count, 0) as period_count,
        case
            when judged.is_randomized then 'causal' else 'association'
        end as evidence_grade,
        judged.verdict
    from judged
)

select * from final
