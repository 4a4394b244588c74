with

amazon_sales as (
    select * from {{ ref('int_halo__amazon_sales') }}
),

off_amazon_spend as (
    select * from {{ ref('int_halo__off_amazon_spend') }}
),

geo_experiments as (
    select * from {{ ref('stg_reference__geo_experiments') }}
),

sales_days as (
    select
        amazon_sales.store,
        min(amazon_sales.sale_date) as first_date,
        max(amazon_sales.sale_date) as last_date
    from amazon_sales
    group by amazon_sales.store
),

scopes as (
    select
        sales_days.store,
        'all' as ad_platform
    from sales_days
    union all
    select
        off_amazon_spend.store,
        off_amazon_spend.ad_platform
    from off_amazon_spend
    group by off_amazon_spend.store, off_amazon_spend.ad_platform
),

spend_days as (
    select
        scopes.store,
        scopes.ad_platform,
        min(off_amazon_spend.spend_date) as first_date,
        max(off_amazon_spend.spend_date) as last_date
    from scopes
    inner join off_amazon_spend
        on scopes.store = off_amazon_spend.store
        and scopes.ad_platform in ('all', off_amazon_spend.ad_platform)
    where off_amazon_spend.geo <> 'unknown'
    group by scopes.store, scopes.ad_platform
),

observed as (
    -- Estimated are the weeks that both the orders and a breakdown by region cover: before its
    -- first day nobody knows what was spent where.
    select
        'observation' as panel_kind,
        scopes.store,
        scopes.ad_platform,
        'none' as experiment,
        cast({{ var('halo_adstock_rate') }} as numeric(9, 6)) as adstock_rate,
        false as is_randomized,
        {{ week_of('greatest(sales_days.first_date, spend_days.first_date)') }} as starts_on,
        cast(null as date) as test_starts_on,
        least(sales_days.last_date, spend_days.last_date) as ends_on,
        spend_days.store is not null as has_regions
    from scopes
    inner join sales_days
        on scopes.store = sales_days.store
    left join spend_days
        on scopes.store = spend_days.store
        and scopes.ad_platform = spend_days.ad_platform
),

tried as (
    select
        'experiment' as panel_kind,
        geo_experiments.store,
        geo_experiments.ad_platform,
        geo_experiments.experiment,
        cast(0 as numeric(9, 6)) as adstock_rate,
        min(geo_experiments.assignment) = 'randomized'
        and max(geo_experiments.assignment) = 'randomized' as is_randomized,
        min(geo_experiments.pre_starts_on) as starts_on,
        min(geo_experiments.test_starts_on) as test_starts_on,
        max(geo_experiments.test_ends_on) as ends_on,
        true as has_regions
    from geo_experiments
    group by geo_experiments.store, geo_experiments.ad_platform, geo_experiments.experiment
),

panels as (
    select * from observed
    union all
    select * from tried
),

spend_per_panel as (
    -- What was spent while the panel is estimated, and how much of it where nobody knows.
    select
        panels.store,
        panels.panel_kind,
        panels.ad_platform,
        panels.experiment,
        {{ money('sum(off_amazon_spend.spend)') }} as spend,
        {{ money(
            "sum(case when off_amazon_spend.geo = 'unknown' then off_amazon_spend.spend else 0 end)"
        ) }} as unknown_spend
    from panels
    inner join off_amazon_spend
        on panels.store = off_amazon_spend.store
        and panels.ad_platform in ('all', off_amazon_spend.ad_platform)
        and off_amazon_spend.spend_date between panels.starts_on and panels.ends_on
    group by panels.store, panels.panel_kind, panels.ad_platform, panels.experiment
),

final as (
    select
        {{ hash_key([
            "panels.store", "panels.panel_kind", "panels.ad_platform", "panels.experiment"
        ]) }} as panel_id,
        panels.panel_kind,
        panels.store,
        panels.ad_platform,
        panels.experiment,
        panels.adstock_rate,
        panels.is_randomized,
        case when panels.has_regions then panels.starts_on end as starts_on,
        panels.test_starts_on,
        case when panels.has_regions then panels.ends_on end as ends_on,
        {{ divide_round('spend_per_panel.unknown_spend', 'spend_per_panel.spend', 4) }}
            as unknown_spend_share
    from panels
    left join spend_per_panel
        on panels.store = spend_per_panel.store
        and panels.panel_kind = spend_per_panel.panel_kind
        and panels.ad_platform = spend_per_panel.ad_platform
        and panels.experiment = spend_per_panel.experiment
)

select * from final
