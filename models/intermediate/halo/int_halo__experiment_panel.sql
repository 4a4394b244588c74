with

panels as (
    select * from {{ ref('int_halo__panels') }}
    where panel_kind = 'experiment'
),

geo_experiments as (
    select * from {{ ref('stg_reference__geo_experiments') }}
),

amazon_sales as (
    select * from {{ ref('int_halo__amazon_sales') }}
),

off_amazon_spend as (
    select * from {{ ref('int_halo__off_amazon_spend') }}
),

us_regions as (
    select * from {{ ref('stg_reference__us_regions') }}
),

digits as (
    select * from {{ ref('stg_reference__digits') }}
),

{{ calendar_steps('digits') }},

known_days as (
    -- Before the first sale that landed and after the last one nobody knows what was sold: not 0.
    select
        amazon_sales.store,
        min(amazon_sales.sale_date) as first_date,
        max(amazon_sales.sale_date) as last_date
    from amazon_sales
    group by amazon_sales.store
),

arms as (
    select
        panels.panel_id,
        panels.store,
        panels.ad_platform,
        panels.starts_on,
        panels.test_starts_on,
        greatest(panels.starts_on, known_days.first_date) as known_from,
        least(panels.ends_on, known_days.last_date) as known_until,
        geo_experiments.region as geo,
        geo_experiments.arm
    from panels
    inner join known_days
        on panels.store = known_days.store
    inner join geo_experiments
        on panels.store = geo_experiments.store
        and panels.ad_platform = geo_experiments.ad_platform
        and panels.experiment = geo_experiments.experiment
),

-- A region, or all of them, without a sale or an ad on a day sold and spent 0.
cells as (
    select
        arms.panel_id,
        arms.geo,
        days.date as period_start_date,
        cast(0 as numeric(18, 4)) as sales,
        cast(0 as numeric(18, 4)) as spend
    from arms
    inner join days
        on days.date between arms.known_from and arms.known_until
    union all
    select
        arms.panel_id,
        arms.geo,
        amazon_sales.sale_date as period_start_date,
        amazon_sales.sales,
        cast(0 as numeric(18, 4)) as spend
    from arms
    inner join amazon_sales
        on arms.store = amazon_sales.store
        and arms.geo = amazon_sales.geo
        and amazon_sales.sale_date between arms.known_from and arms.known_until
    union all
    select
        arms.panel_id,
        arms.geo,
        off_amazon_spend.spend_date as period_start_date,
        cast(0 as numeric(18, 4)) as sales,
        off_amazon_spend.spend
    from arms
    inner join off_amazon_spend
        on arms.store = off_amazon_spend.store
        and arms.ad_platform in ('all', off_amazon_spend.ad_platform)
        and arms.geo = off_amazon_spend.geo
        and off_amazon_spend.spend_date between arms.known_from and arms.known_until
),

totals as (
    select
        cells.panel_id,
        cells.geo,
        cells.period_start_date,
        {{ money('sum(cells.sales)') }} as sales,
        {{ money('sum(cells.spend)') }} as spend
    from cells
    group by cells.panel_id, cells.geo, cells.period_start_date
),

final as (
    select
        totals.panel_id,
        totals.geo,
        cast(
            {{ days_between('arms.starts_on', 'totals.period_start_date') }} as bigint
        ) as period_no,
        totals.period_start_date,
        totals.sales,
        totals.spend,
        us_regions.population as weight,
        arms.arm,
        case
            when totals.period_start_date < arms.test_starts_on then 'pre'
            else 'test'
        end as phase,
        us_regions.population is not null as is_estimated
    from totals
    inner join arms
        on totals.panel_id = arms.panel_id
        and totals.geo = arms.geo
    left join us_regions
        on totals.geo = us_regions.region
)

select * from final
