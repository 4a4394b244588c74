with

erasures as (
    select * from {{ source('landing', 'erasures') }}
),

final as (
    -- The proof that a request was met: when, and of how many rows, never of whom.
    select
        batch_id,
        reports as report_count,
        rows_history as history_row_count,
        rows_current as current_row_count,
        rows_quarantine as quarantine_row_count,
        erased_at
    from erasures
)

select * from final
