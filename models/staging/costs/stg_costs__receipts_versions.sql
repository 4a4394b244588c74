with

receipts_versions as (
    select * from {{ source('costs', 'receipts__versions') }}
),

final as (
    select
        {{ clean_text('_store') }} as store,
        _file_no as file_no,
        {{ clean_text('sku') }} as sku,
        {{ clean_text('po_number') }} as po_number,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        {{ clean_text('currency') }} as currency,
        _record_type as record_type,
        _layout as layout,
        quantity,
        unit_cost,
        freight_cost,
        duty_cost,
        other_cost,
        _source_line as source_line,
        received_date,
        received_at,
        _loaded_at as loaded_at,
        _as_of as as_of
    from receipts_versions
)

select * from final
