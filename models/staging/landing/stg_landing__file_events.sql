with

file_events as (
    select * from {{ source('landing', 'file_events') }}
),

final as (
    -- Beside the ledger, which says what became of a file: this says how it got there.
    select
        store,
        source_file,
        file_sha256,
        batch_id,
        source,
        report,
        state,
        detail,
        event_at
    from file_events
)

select * from final
