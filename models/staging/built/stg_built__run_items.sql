with

run_items as (
    select * from {{ source('built', 'run_items') }}
),

final as (
    -- What runs were made of; no build computes anything from it.
    select
        run_id,
        kind,
        name,
        status,
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
