with

demeaned as (
    select * from {{ ref('int_halo__demeaned') }}
    where sample = 'placebo'
),

-- x is the adstock of the week, l the spend of the week after, y the sales.
sums_per_geo as (
    select
        demeaned.panel_id,
        demeaned.geo,
        count(*) as period_count,
        sum(demeaned.adstock_rate * demeaned.adstock_rate) as xx,
        sum(demeaned.adstock_rate * demeaned.next_spend_rate) as xl,
        sum(demeaned.next_spend_rate * demeaned.next_spend_rate) as ll,
        sum(demeaned.adstock_rate * demeaned.sales_rate) as xy,
        sum(demeaned.next_spend_rate * demeaned.sales_rate) as ly,
        sum(demeaned.adstock_rate_level * demeaned.adstock_rate_level) as xx_level,
        sum(demeaned.next_spend_rate_level * demeaned.next_spend_rate_level) as ll_level
    from demeaned
    group by demeaned.panel_id, demeaned.geo
),

sums as (
    select
        sums_per_geo.panel_id,
        count(*) as geo_count,
        max(sums_per_geo.period_count) as period_count,
        sum(sums_per_geo.period_count) as row_count,
        {{ unless_tiny('sum(sums_per_geo.xx)', 'sum(sums_per_geo.xx_level)') }} as xx,
        sum(sums_per_geo.xl) as xl,
        sum(sums_per_geo.ll) as ll,
        sum(sums_per_geo.xy) as xy,
        sum(sums_per_geo.ly) as ly,
        sum(sums_per_geo.ll_level) as ll_level
    from sums_per_geo
    group by sums_per_geo.panel_id
),

slopes as (
    -- The part of next week's spend that this week's adstock does not tell.
    select
        sums.*,
        sums.xl / nullif(sums.xx, 0) as foretold,
        sums.xy / nullif(sums.xx, 0) as short_effect,
        {{ unless_tiny('sums.ll - sums.xl / nullif(sums.xx, 0) * sums.xl', 'sums.ll_level') }} as rr
    from sums
),

effects as (
    select
        slopes.*,
        (slopes.ly - slopes.foretold * slopes.xy) / nullif(slopes.rr, 0) as placebo
    from slopes
),

errors_per_geo as (
    -- Sum of (l - foretold x) times the error of the regression on both, multiplied out.
    select
        effects.panel_id,
        sums_per_geo.ly - effects.short_effect * sums_per_geo.xl
        - effects.placebo * (sums_per_geo.ll - effects.foretold * sums_per_geo.xl)
        - effects.foretold * (
            sums_per_geo.xy - effects.short_effect * sums_per_geo.xx
            - effects.placebo * (sums_per_geo.xl - effects.foretold * sums_per_geo.xx)
        ) as score
    from effects
    inner join sums_per_geo
        on effects.panel_id = sums_per_geo.panel_id
),

scores as (
    select
        errors_per_geo.panel_id,
        sum(errors_per_geo.score * errors_per_geo.score) as squared
    from errors_per_geo
    group by errors_per_geo.panel_id
),

final as (
    select
        effects.panel_id,
        effects.placebo as placebo_effect,
        {{ square_root(
            'scores.squared'
            ~ ' * ' ~ real('effects.geo_count') ~ ' / nullif(' ~ real('effects.geo_count - 1') ~ ', 0)'
            ~ ' * ' ~ real('effects.row_count - 1') ~ ' / nullif('
            ~ real('effects.row_count - effects.geo_count - effects.period_count - 1') ~ ', 0)'
        ) }} / nullif(effects.rr, 0) as placebo_standard_error,
        {{ real('effects.geo_count - 1') }} as degrees_of_freedom
    from effects
    inner join scores
        on effects.panel_id = scores.panel_id
)

select * from final
