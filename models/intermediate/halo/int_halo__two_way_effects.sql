with

demeaned as (
    select * from {{ ref('int_halo__demeaned') }}
    where sample = 'effect'
),

sums_per_geo as (
    select
        demeaned.panel_id,
        demeaned.geo,
        count(*) as period_count,
        sum(demeaned.sales_rate * demeaned.sales_rate) as yy,
        sum(demeaned.adstock_rate * demeaned.sales_rate) as xy,
        sum(demeaned.adstock_rate * demeaned.adstock_rate) as xx,
        sum(demeaned.adstock_rate_level * demeaned.adstock_rate_level) as xx_level
    from demeaned
    group by demeaned.panel_id, demeaned.geo
),

sums as (
    select
        sums_per_geo.panel_id,
        count(*) as geo_count,
        max(sums_per_geo.period_count) as period_count,
        sum(sums_per_geo.period_count) as row_count,
        sum(sums_per_geo.yy) as yy,
        sum(sums_per_geo.xy) as xy,
        {{ unless_tiny('sum(sums_per_geo.xx)', 'sum(sums_per_geo.xx_level)') }} as xx
    from sums_per_geo
    group by sums_per_geo.panel_id
),

effects as (
    select
        sums.*,
        sums.xy / nullif(sums.xx, 0) as effect,
        sums.geo_count + sums.period_count as parameter_count
    from sums
),

scores as (
    -- Weeks of one region are not independent: their errors are summed before they are squared.
    select
        effects.panel_id,
        sum(
            (sums_per_geo.xy - effects.effect * sums_per_geo.xx)
            * (sums_per_geo.xy - effects.effect * sums_per_geo.xx)
        ) as squared
    from effects
    inner join sums_per_geo
        on effects.panel_id = sums_per_geo.panel_id
    group by effects.panel_id
),

final as (
    -- CR1: a region is a cluster, every dummy of region and week a parameter.
    select
        effects.panel_id,
        cast(effects.geo_count as bigint) as geo_count,
        cast(effects.period_count as bigint) as period_count,
        cast(effects.parameter_count as bigint) as parameter_count,
        effects.effect,
        {{ square_root(
            'scores.squared'
            ~ ' * ' ~ real('effects.geo_count') ~ ' / nullif(' ~ real('effects.geo_count - 1') ~ ', 0)'
            ~ ' * ' ~ real('effects.row_count - 1')
            ~ ' / nullif(' ~ real('effects.row_count - effects.parameter_count') ~ ', 0)'
        ) }} / nullif(effects.xx, 0) as standard_error,
        {{ real('effects.geo_count - 1') }} as degrees_of_freedom,
        effects.yy - effects.effect * effects.xy as residual_squares,
        effects.xx as adstock_squares
    from effects
    inner join scores
        on effects.panel_id = scores.panel_id
)

select * from final
