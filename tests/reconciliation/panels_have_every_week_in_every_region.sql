-- Property: a panel that is no experiment has a row for each week of the calendar from its first to
-- its last in each state, and an experiment one for each day in each region that took part, also
-- where nothing was sold and nothing spent.
-- Who relies on it: the estimates of the halo, which take away the means of regions and of weeks,
-- or compare the mean days before and in the test.
-- What would go wrong silently: a period without sales that is missing looks like one that sold as
-- usual.
with

days_told as (
    select
        amazon_sales.store,
        'sales' as ad_platform,
        amazon_sales.sale_date as told_date
    from {{ ref('int_halo__amazon_sales') }} as amazon_sales
    union all
    select
        off_amazon_spend.store,
        off_amazon_spend.ad_platform,
        off_amazon_spend.spend_date as told_date
    from {{ ref('int_halo__off_amazon_spend') }} as off_amazon_spend
),

windows as (
    -- Sales are of every panel of their store, spend is of its platform's and of that of all. An
    -- experiment knows only days between sales.
    select
        panels.panel_id,
        panels.store,
        panels.ad_platform,
        panels.experiment,
        panels.panel_kind,
        greatest(
            case when panels.panel_kind = 'experiment' then panels.starts_on end,
            min(days_told.told_date)
        ) as starts_on,
        least(
            case when panels.panel_kind = 'experiment' then panels.ends_on end,
            max(days_told.told_date)
        ) as ends_on
    from {{ ref('int_halo__panels') }} as panels
    inner join days_told
        on panels.store = days_told.store
        and (
            days_told.ad_platform = 'sales'
            or (
                panels.panel_kind = 'observation'
                and (
                    panels.ad_platform = 'all'
                    or days_told.ad_platform in ('all', panels.ad_platform)
                )
            )
        )
    group by
        panels.panel_id, panels.store, panels.ad_platform, panels.experiment, panels.panel_kind,
        panels.starts_on, panels.ends_on
),

expected as (
    select
        windows.panel_id,
        us_regions.region as geo,
        dates.week as period_start_date
    from windows
    inner join {{ ref('dim_date') }} as dates
        on dates.date between windows.starts_on and windows.ends_on
    cross join {{ ref('stg_reference__us_regions') }} as us_regions
    where windows.panel_kind = 'observation'
        and us_regions.region_kind in ('state', 'district')
    group by windows.panel_id, us_regions.region, dates.week
    union all
    select
        windows.panel_id,
        geo_experiments.region as geo,
        dates.date as period_start_date
    from windows
    inner join {{ ref('stg_reference__geo_experiments') }} as geo_experiments
        on windows.store = geo_experiments.store
        and windows.ad_platform = geo_experiments.ad_platform
        and windows.experiment = geo_experiments.experiment
    inner join {{ ref('dim_date') }} as dates
        on dates.date between windows.starts_on and windows.ends_on
    where windows.panel_kind = 'experiment'
),

rows_kept as (
    select
        'of its kind' as panel,
        kinds.panel_id,
        kinds.geo,
        kinds.period_start_date
    from {{ ref('int_halo__weekly_panel') }} as kinds
    union all
    select
        'of its kind' as panel,
        kinds.panel_id,
        kinds.geo,
        kinds.period_start_date
    from {{ ref('int_halo__experiment_panel') }} as kinds
    union all
    select
        'all' as panel,
        panels.panel_id,
        panels.geo,
        panels.period_start_date
    from {{ ref('int_halo__panel') }} as panels
),

found as (
    select
        rows_kept.panel_id,
        rows_kept.geo,
        rows_kept.period_start_date,
        count(*) as times
    from rows_kept
    group by rows_kept.panel_id, rows_kept.geo, rows_kept.period_start_date
)

select
    expected.panel_id,
    expected.geo,
    expected.period_start_date,
    coalesce(found.times, 0) as times
from expected
left join found
    on expected.panel_id = found.panel_id
    and expected.geo = found.geo
    and expected.period_start_date = found.period_start_date
where coalesce(found.times, 0) <> 2
