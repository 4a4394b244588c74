with

weekly_panel as (
    select * from {{ ref('int_halo__weekly_panel') }}
),

experiment_panel as (
    select * from {{ ref('int_halo__experiment_panel') }}
),

panels as (
    select * from {{ ref('int_halo__panels') }}
),

cells as (
    select * from weekly_panel
    union all
    select * from experiment_panel
),

final as (
    -- All that an estimator reads: any panel that stands here is estimated, a published one too.
    select
        cells.panel_id,
        cells.geo,
        cells.period_no,
        cells.period_start_date,
        cells.sales,
        cells.spend,
        cells.weight,
        panels.adstock_rate,
        cells.arm,
        cells.phase,
        cells.is_estimated
    from cells
    inner join panels
        on cells.panel_id = panels.panel_id
)

select * from final
