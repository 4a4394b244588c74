with

quarantine as (
    select * from {{ source('landing', 'quarantine') }}
),

final as (
    -- Personal data in raw_record are masked before they get here.
    select
        store,
        source_file,
        batch_id,
        source,
        report,
        reason,
        raw_record,
        source_line
    from quarantine
)

select * from final
