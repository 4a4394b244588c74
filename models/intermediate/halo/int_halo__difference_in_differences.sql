with

geo_totals as (
    select * from {{ ref('int_halo__geo_totals') }}
),

means as (
    select
        geo_totals.panel_id,
        geo_totals.arm,
        count(*) as geo_count,
        avg(geo_totals.sales_change) as sales_change,
        avg(geo_totals.spend_change) as spend_change
    from geo_totals
    where geo_totals.sales_change is not null
    group by geo_totals.panel_id, geo_totals.arm
),

arms as (
    select
        means.panel_id,
        means.arm,
        {{ real('means.geo_count') }} as geo_count,
        means.sales_change,
        means.spend_change,
        sum(
            (geo_totals.sales_change - means.sales_change)
            * (geo_totals.sales_change - means.sales_change)
        ) / nullif({{ real('means.geo_count - 1') }}, 0) as variance
    from means
    inner join geo_totals
        on means.panel_id = geo_totals.panel_id
        and means.arm = geo_totals.arm
    group by
        means.panel_id, means.arm, means.geo_count, means.sales_change, means.spend_change
),

compared as (
    select
        treated.panel_id,
        treated.geo_count + untreated.geo_count as geo_count,
        treated.sales_change - untreated.sales_change as sales_effect,
        treated.spend_change - untreated.spend_change as spend_effect,
        treated.variance / nullif(treated.geo_count, 0) as treated_part,
        untreated.variance / nullif(untreated.geo_count, 0) as untreated_part,
        treated.geo_count - 1 as treated_freedom,
        untreated.geo_count - 1 as untreated_freedom
    from arms as treated
    inner join arms as untreated
        on treated.panel_id = untreated.panel_id
    where treated.arm = 'treatment'
        and untreated.arm = 'control'
),

final as (
    -- Welch: the arms need not vary alike. What was spent is known, so the effect per unit of spend
    -- has the error of the sales alone.
    select
        compared.panel_id,
        cast(compared.geo_count as bigint) as geo_count,
        compared.sales_effect,
        {{ square_root('compared.treated_part + compared.untreated_part') }}
            as sales_standard_error,
        compared.spend_effect,
        compared.sales_effect / nullif(compared.spend_effect, 0) as effect,
        {{ square_root('compared.treated_part + compared.untreated_part') }}
        / nullif(abs(compared.spend_effect), 0) as standard_error,
        (compared.treated_part + compared.untreated_part)
        * (compared.treated_part + compared.untreated_part)
        / nullif(
            compared.treated_part * compared.treated_part / nullif(compared.treated_freedom, 0)
            + compared.untreated_part * compared.untreated_part
            / nullif(compared.untreated_freedom, 0), 0
        ) as degrees_of_freedom
    from compared
)

select * from final
