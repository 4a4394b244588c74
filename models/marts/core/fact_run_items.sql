with

run_items as (
    select * from {{ ref('int_changes__run_items') }}
),

final as (
    select
        run_id,
        run_started_at,
        kind,
        name,
        outcome,
        detail,
        item_count,
        rows_read,
        rows_landed,
        rows_quarantined,
        seconds,
        started_at
    from run_items
)

select * from final
