with

receipts as (
    select * from {{ ref('stg_costs__receipts') }}
),

receipts_versions as (
    select * from {{ ref('stg_costs__receipts_versions') }}
),

told_now as (
    select
        receipts.*,
        {{ hash_key([
            "receipts.store", "receipts.po_number", "receipts.sku", "receipts.received_at",
            "receipts.quantity", "receipts.unit_cost", "receipts.currency"
        ]) }} as receipt_signature,
        {{ hash_key(["receipts.store", "receipts.file_sha256", "receipts.source_line"]) }}
            as receipt_key,
        receipts_versions.file_no,
        receipts_versions.as_of
    from receipts
    left join receipts_versions
        on receipts.store = receipts_versions.store
        and receipts.file_sha256 = receipts_versions.file_sha256
        and receipts.source_line = receipts_versions.source_line
    where receipts.record_type = 'data'
        and receipts.quantity > 0
        and '{{ cogs_method() }}' <> 'effective_date'
),

told_before as (
    select
        receipts_versions.*,
        {{ hash_key([
            "receipts_versions.store", "receipts_versions.po_number", "receipts_versions.sku", "receipts_versions.received_at",
            "receipts_versions.quantity", "receipts_versions.unit_cost", "receipts_versions.currency"
        ]) }} as receipt_signature
    from receipts_versions
    left join receipts
        on receipts_versions.store = receipts.store
        and receipts_versions.file_sha256 = receipts.file_sha256
        and receipts_versions.source_line = receipts.source_line
    where receipts.file_sha256 is null
        and receipts_versions.record_type = 'data'
),

told_first as (
    select
        told_before.receipt_signature,
        min(told_before.loaded_at) as loaded_at
    from told_before
    group by told_before.receipt_signature
),

numbered as (
    -- The rows that came next took the place of those that are replaced; others are new.
    select
        told_now.*,
        coalesce(told_now.loaded_at > told_first.loaded_at, false) as is_told_again,
        row_number() over (
            partition by
                told_now.receipt_signature,
                coalesce(told_now.loaded_at > told_first.loaded_at, false)
            order by told_now.loaded_at, told_now.file_no, told_now.source_line
        ) as position
    from told_now
    left join told_first
        on told_now.receipt_signature = told_first.receipt_signature
),

replaced as (
    -- Equal rows of one list are several receipts.
    select
        told_before.*,
        row_number() over (
            partition by
                told_before.receipt_signature, told_before.file_sha256, told_before.file_no
            order by told_before.source_line
        ) as position
    from told_before
),

versions as (
    select
        numbered.receipt_key,
        numbered.store,
        numbered.sku,
        numbered.received_date,
        numbered.received_at,
        numbered.quantity,
        numbered.currency,
        {{ landed_unit_cost('numbered') }} as landed_unit_cost,
        numbered.row_hash,
        numbered.source_file,
        numbered.source_line,
        numbered.batch_id,
        numbered.loaded_at,
        numbered.file_no,
        numbered.as_of
    from numbered
    union all
    select
        numbered.receipt_key,
        replaced.store,
        replaced.sku,
        replaced.received_date,
        replaced.received_at,
        replaced.quantity,
        replaced.currency,
        {{ landed_unit_cost('replaced') }} as landed_unit_cost,
        replaced.row_hash,
        replaced.source_file,
        replaced.source_line,
        replaced.batch_id,
        replaced.loaded_at,
        replaced.file_no,
        replaced.as_of
    from replaced
    inner join numbered
        on replaced.receipt_signature = numbered.receipt_signature
        and replaced.position = numbered.position
        and numbered.is_told_again
),

final as (
    select
        versions.receipt_key,
        versions.store,
        versions.sku,
        versions.received_date,
        versions.received_at,
        versions.quantity,
        versions.currency,
        versions.landed_unit_cost,
        versions.row_hash,
        versions.source_file,
        versions.source_line,
        versions.batch_id,
        versions.loaded_at as known_from,
        {{ superseded_at('versions', 'versions.receipt_key') }} as known_to
    from versions
)

select * from final
