with

inventory as (
    select * from {{ source('amazon', 'inventory') }}
),

final as (
    select
        {{ clean_text('_store') }} as store,
        {{ clean_text('sku') }} as sku,
        {{ clean_text('fulfillment_center') }} as fulfillment_center,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        _record_type as record_type,
        _layout as layout,
        quantity,
        volume_cubic_ft,
        _source_line as source_line,
        as_of_date,
        _loaded_at as loaded_at
    from inventory
)

select * from final
