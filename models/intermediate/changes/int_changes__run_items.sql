with

run_items as (
    select * from {{ ref('stg_built__run_items') }}
),

runs as (
    select
        run_id,
        started_at as run_started_at
    from run_items
    where kind = 'run'
),

final as (
    -- One word for what became of an item, whatever dbt calls it.
    select
        run_items.run_id,
        runs.run_started_at,
        run_items.kind,
        run_items.name,
        case
            when run_items.status in ('pass', 'passed', 'success', 'landed') then 'passed'
            when run_items.status in ('warn', 'warned') then 'warned'
            when run_items.status in ('skipped', 'no-op') then 'skipped'
            else 'failed'
        end as outcome,
        run_items.detail,
        run_items.item_count,
        run_items.rows_read,
        run_items.rows_landed,
        run_items.rows_quarantined,
        run_items.seconds,
        run_items.started_at
    from run_items
    inner join runs
        on run_items.run_id = runs.run_id
)

select * from final
