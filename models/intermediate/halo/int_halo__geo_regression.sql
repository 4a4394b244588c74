with

-- y0 sales before, y1 sales of the test, d what the test spent more than would have been spent.
geo_totals as (
    select * from {{ ref('int_halo__geo_totals') }}
    where pre_sales > 0
),

spend_of_controls as (
    select
        geo_totals.panel_id,
        avg(geo_totals.pre_spend) as pre_spend,
        avg(geo_totals.test_spend) as test_spend,
        avg(geo_totals.pre_spend * geo_totals.test_spend)
        - avg(geo_totals.pre_spend) * avg(geo_totals.test_spend) as covariance,
        {{ unless_tiny(
            'avg(geo_totals.pre_spend * geo_totals.pre_spend)'
            ~ ' - avg(geo_totals.pre_spend) * avg(geo_totals.pre_spend)',
            'avg(geo_totals.pre_spend * geo_totals.pre_spend)'
        ) }} as variance
    from geo_totals
    where geo_totals.arm = 'control'
    group by geo_totals.panel_id
),

observed as (
    -- What a region would have spent is what the control regions spent, from the spend before.
    select
        geo_totals.panel_id,
        geo_totals.pre_sales as y0,
        geo_totals.test_sales as y1,
        geo_totals.test_spend - spend_of_controls.test_spend
        - coalesce(spend_of_controls.covariance / nullif(spend_of_controls.variance, 0), 0)
        * (geo_totals.pre_spend - spend_of_controls.pre_spend) as d,
        {{ real(1) }} / nullif(geo_totals.pre_sales * geo_totals.pre_sales, 0) as w
    from geo_totals
    inner join spend_of_controls
        on geo_totals.panel_id = spend_of_controls.panel_id
),

means as (
    select
        observed.panel_id,
        count(*) as geo_count,
        sum(observed.w * observed.y0) / nullif(sum(observed.w), 0) as y0,
        sum(observed.w * observed.y1) / nullif(sum(observed.w), 0) as y1,
        sum(observed.w * observed.d) / nullif(sum(observed.w), 0) as d
    from observed
    group by observed.panel_id
),

centered as (
    select
        means.panel_id,
        means.geo_count,
        observed.w,
        observed.y0 - means.y0 as y0,
        observed.y1 - means.y1 as y1,
        observed.d - means.d as d
    from means
    inner join observed
        on means.panel_id = observed.panel_id
),

sums as (
    select
        centered.panel_id,
        centered.geo_count,
        sum(centered.w * centered.y0 * centered.y0) as s00,
        sum(centered.w * centered.y0 * centered.d) as s0d,
        sum(centered.w * centered.d * centered.d) as sdd,
        sum(centered.w * centered.y0 * centered.y1) as s01,
        sum(centered.w * centered.d * centered.y1) as sd1,
        sum(centered.w * centered.y1 * centered.y1) as s11
    from centered
    group by centered.panel_id, centered.geo_count
),

solved as (
    select
        sums.*,
        {{ unless_tiny('sums.s00 * sums.sdd - sums.s0d * sums.s0d', 'sums.s00 * sums.sdd') }}
            as determinant
    from sums
),

effects as (
    select
        solved.*,
        (solved.sdd * solved.s01 - solved.s0d * solved.sd1) / nullif(solved.determinant, 0)
            as slope,
        (solved.s00 * solved.sd1 - solved.s0d * solved.s01) / nullif(solved.determinant, 0)
            as effect
    from solved
),

final as (
    select
        effects.panel_id,
        cast(effects.geo_count as bigint) as geo_count,
        effects.effect,
        {{ square_root(
            '(effects.s11 - effects.slope * effects.s01 - effects.effect * effects.sd1)'
            ~ ' / nullif(' ~ real('effects.geo_count - 3') ~ ', 0)'
            ~ ' * effects.s00 / nullif(effects.determinant, 0)'
        ) }} as standard_error,
        {{ real('effects.geo_count - 3') }} as degrees_of_freedom
    from effects
)

select * from final
