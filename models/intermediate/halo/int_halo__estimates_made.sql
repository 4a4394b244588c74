with

panels as (
    select * from {{ ref('int_halo__panels') }}
),

two_way_effects as (
    select * from {{ ref('int_halo__two_way_effects') }}
),

lead_placebo as (
    select * from {{ ref('int_halo__lead_placebo') }}
),

differences as (
    select * from {{ ref('int_halo__difference_in_differences') }}
),

permutation as (
    select * from {{ ref('int_halo__permutation') }}
),

geo_regression as (
    select * from {{ ref('int_halo__geo_regression') }}
),

time_regression as (
    select * from {{ ref('int_halo__time_regression') }}
),

carried as (
    -- What one unit of spend adds up to over all the weeks that it works in.
    select
        panels.*,
        {{ geometric_sum('panels.adstock_rate', var('halo_adstock_weeks') | int + 1) }}
            as carry_over
    from panels
),

final as (
    -- A panel without an answer keeps its row: that nothing can be said is an answer too.
    select
        carried.panel_id,
        'two_way_fixed_effects' as estimator,
        two_way_effects.effect * carried.carry_over as effect,
        two_way_effects.standard_error * carried.carry_over as standard_error,
        two_way_effects.degrees_of_freedom,
        two_way_effects.geo_count,
        two_way_effects.period_count,
        lead_placebo.placebo_effect,
        lead_placebo.placebo_standard_error,
        cast(null as double precision) as permutation_p_value
    from carried
    left join two_way_effects
        on carried.panel_id = two_way_effects.panel_id
    left join lead_placebo
        on carried.panel_id = lead_placebo.panel_id
    where carried.panel_kind = 'observation'
    union all
    select
        panels.panel_id,
        'difference_in_differences' as estimator,
        differences.effect,
        differences.standard_error,
        differences.degrees_of_freedom,
        differences.geo_count,
        time_regression.pre_days + time_regression.test_days as period_count,
        cast(null as double precision) as placebo_effect,
        cast(null as double precision) as placebo_standard_error,
        permutation.p_value as permutation_p_value
    from panels
    left join differences
        on panels.panel_id = differences.panel_id
    left join time_regression
        on panels.panel_id = time_regression.panel_id
    left join permutation
        on panels.panel_id = permutation.panel_id
    where panels.panel_kind = 'experiment'
    union all
    select
        panels.panel_id,
        'geo_based_regression' as estimator,
        geo_regression.effect,
        geo_regression.standard_error,
        geo_regression.degrees_of_freedom,
        geo_regression.geo_count,
        time_regression.pre_days + time_regression.test_days as period_count,
        cast(null as double precision) as placebo_effect,
        cast(null as double precision) as placebo_standard_error,
        cast(null as double precision) as permutation_p_value
    from panels
    left join geo_regression
        on panels.panel_id = geo_regression.panel_id
    left join time_regression
        on panels.panel_id = time_regression.panel_id
    where panels.panel_kind = 'experiment'
    union all
    select
        panels.panel_id,
        'time_based_regression' as estimator,
        time_regression.effect,
        time_regression.standard_error,
        time_regression.degrees_of_freedom,
        differences.geo_count,
        time_regression.pre_days + time_regression.test_days as period_count,
        cast(null as double precision) as placebo_effect,
        cast(null as double precision) as placebo_standard_error,
        cast(null as double precision) as permutation_p_value
    from panels
    left join time_regression
        on panels.panel_id = time_regression.panel_id
    left join differences
        on panels.panel_id = differences.panel_id
    where panels.panel_kind = 'experiment'
)

select * from final
