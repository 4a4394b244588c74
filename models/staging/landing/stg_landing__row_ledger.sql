with

row_ledger as (
    select * from {{ source('landing', 'row_ledger') }}
),

final as (
    -- The landing layer writes a row once and never changes it.
    select
        store,
        source_file,
        file_sha256,
        batch_id,
        replay_of_batch_id,
        spec_sha256,
        source,
        report,
        status,
        reason,
        message,
        rows_read,
        rows_landed,
        rows_quarantined,
        rows_duplicate,
        rows_superseded,
        first_day,
        last_day,
        loaded_at
    from row_ledger
)

select * from final
