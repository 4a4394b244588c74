with

receipts as (
    select * from {{ ref('stg_costs__receipts') }}
),

receipts_versions as (
    select * from {{ ref('stg_costs__receipts_versions') }}
),

signed as (
    select
        receipts.*,
        {{ hash_key([
            "receipts.store", "receipts.po_number", "receipts.sku", "receipts.received_at",
            "receipts.quantity", "receipts.unit_cost", "receipts.currency"
        ]) }} as receipt_signature,
        {{ hash_key(["receipts.store", "receipts.file_sha256", "receipts.source_line"]) }}
            as receipt_key,
        {{ hash_key([
            "receipts.po_number", "receipts.quantity", ten_thousandths("receipts.unit_cost"),
            "receipts.currency"
        ]) }} as sort_key,
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

told_now as (
    select
        signed.*,
        count(*) over (partition by signed.receipt_signature) as receipts_alike
    from signed
),

told_before as (
    select
        receipts_versions.*,
        {{ hash_key([
            "receipts_versions.store", "receipts_versions.po_number", "receipts_versions.sku",
            "receipts_versions.received_at", "receipts_versions.quantity",
            "receipts_versions.unit_cost", "receipts_versions.currency"
        ]) }} as receipt_signature
    from receipts_versions
    left join receipts
        on receipts_versions.store = receipts.store
        and receipts_versions.file_sha256 = receipts.file_sha256
        and receipts_versions.source_line = receipts.source_line
    where receipts.file_sha256 is null
        and receipts_versions.record_type = 'data'
),

versions as (
    select
        told_now.receipt_key,
        told_now.sort_key,
        told_now.store,
        told_now.sku,
        told_now.received_date,
        told_now.received_at,
        told_now.quantity,
        told_now.currency,
        {{ landed_unit_cost('told_now') }} as landed_unit_cost,
        told_now.source_file,
        told_now.source_line,
        told_now.batch_id,
        told_now.loaded_at,
        told_now.file_no,
        told_now.as_of
    from told_now
    union all
    -- Of receipts that are alike nobody knows which one a list tells anew: they are known as they
    -- are now.
    select
        told_now.receipt_key,
        told_now.sort_key,
        told_before.store,
        told_before.sku,
        told_before.received_date,
        told_before.received_at,
        told_before.quantity,
        told_before.currency,
        {{ landed_unit_cost('told_before') }} as landed_unit_cost,
        told_before.source_file,
        told_before.source_line,
        told_before.batch_id,
        told_before.loaded_at,
        told_before.file_no,
        told_before.as_of
    from told_before
    inner join told_now
        on told_before.receipt_signature = told_now.receipt_signature
        and told_now.receipts_alike = 1
),

final as (
    select
        versions.receipt_key,
        versions.sort_key,
        versions.store,
        versions.sku,
        versions.received_date,
        versions.received_at,
        versions.quantity,
        versions.currency,
        versions.landed_unit_cost,
        versions.source_file,
        versions.source_line,
        versions.batch_id,
        versions.loaded_at as known_from,
        {{ superseded_at('versions', 'versions.receipt_key') }} as known_to
    from versions
)

select * from final
