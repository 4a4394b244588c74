with

panels as (
    select * from {{ ref('int_halo__panels') }}
    where panel_kind = 'observation'
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

amounts as (
    select
        panels.panel_id,
        amazon_sales.geo,
        {{ week_of('amazon_sales.sale_date') }} as period_start_date,
        amazon_sales.sales,
        cast(0 as numeric(18, 4)) as spend
    from panels
    inner join amazon_sales
        on panels.store = amazon_sales.store
    union all
    select
        panels.panel_id,
        off_amazon_spend.geo,
        {{ week_of('off_amazon_spend.spend_date') }} as period_start_date,
        cast(0 as numeric(18, 4)) as sales,
        off_amazon_spend.spend
    from panels
    inner join off_amazon_spend
        on panels.store = off_amazon_spend.store
        and panels.ad_platform in ('all', off_amazon_spend.ad_platform)
),

weeks_known as (
    select
        amounts.panel_id,
        min(amounts.period_start_date) as first_week,
        max(amounts.period_start_date) as last_week
    from amounts
    group by amounts.panel_id
),

weeks as (
    -- A week in which the whole store sold and spent nothing is a week like any other.
    select
        weeks_known.panel_id,
        days.date as period_start_date
    from weeks_known
    inner join days
        on days.date between weeks_known.first_week and weeks_known.last_week
    where days.date = {{ week_of('days.date') }}
),

-- A state without a sale or an ad in a week sold and spent 0.
cells as (
    select
        weeks.panel_id,
        us_regions.region as geo,
        weeks.period_start_date,
        cast(0 as numeric(18, 4)) as sales,
        cast(0 as numeric(18, 4)) as spend
    from weeks
    cross join us_regions
    where us_regions.region_kind in ('state', 'district')
    union all
    select
        amounts.panel_id,
        amounts.geo,
        amounts.period_start_date,
        amounts.sales,
        amounts.spend
    from amounts
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
    -- Territories and what has no region stay in the totals and out of the estimates.
    select
        totals.panel_id,
        totals.geo,
        {{ int_divide(
            days_between('weeks_known.first_week', 'totals.period_start_date'), 7
        ) }} as period_no,
        totals.period_start_date,
        totals.sales,
        totals.spend,
        us_regions.population as weight,
        cast(null as {{ dbt.type_string() }}) as arm,
        cast(null as {{ dbt.type_string() }}) as phase,
        coalesce(
            us_regions.region_kind in ('state', 'district')
            and totals.period_start_date between panels.starts_on and panels.ends_on, false
        ) as is_estimated
    from totals
    inner join panels
        on totals.panel_id = panels.panel_id
    inner join weeks_known
        on totals.panel_id = weeks_known.panel_id
    left join us_regions
        on totals.geo = us_regions.region
)

select * from final
