with

restatements as (
    select * from {{ source('landing', 'restatements') }}
),

final as (
    -- A file keeps its ledger row when a later one restates some of its records; this is the trace.
    -- A closed period was touched exactly when one of its days is here.
    select
        store,
        restated_file_sha256,
        by_file_sha256,
        batch_id,
        source,
        report,
        rows as row_count,
        rows_added as added_row_count,
        first_day,
        last_day
    from restatements
)

select * from final
