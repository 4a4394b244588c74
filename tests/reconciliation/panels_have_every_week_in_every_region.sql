-- Property: a panel that is no experiment has a row for each of its weeks in each state, also where
-- nothing was sold and nothing spent.
-- Who relies on it: the estimate of the halo, which takes away the means of regions and of weeks.
-- What would go wrong silently: a week without sales that is missing looks like a week that sold
-- as usual.
with

weekly_panel as (
    select * from {{ ref('int_halo__weekly_panel') }}
),

rows_kept as (
    select
        'weekly' as panel,
        weekly_panel.panel_id,
        weekly_panel.geo,
        weekly_panel.period_no
    from weekly_panel
    union all
    select
        'all' as panel,
        panels.panel_id,
        panels.geo,
        panels.period_no
    from {{ ref('int_halo__panel') }} as panels
    where panels.panel_id in (select weekly_panel.panel_id from weekly_panel)
)

select
    rows_kept.panel,
    rows_kept.panel_id,
    count(*) as row_count,
    count(distinct rows_kept.geo) as regions,
    count(distinct rows_kept.period_no) as weeks
from rows_kept
inner join {{ ref('stg_reference__us_regions') }} as us_regions
    on rows_kept.geo = us_regions.region
    and us_regions.region_kind in ('state', 'district')
group by rows_kept.panel, rows_kept.panel_id
having count(*) <> count(distinct rows_kept.geo) * count(distinct rows_kept.period_no)
