with

returns_versions as (
    select * from {{ source('amazon', 'returns__versions') }}
),

final as (
    select
        {{ clean_text('_store') }} as store,
        _file_no as file_no,
        {{ clean_text('order_id') }} as order_id,
        {{ clean_text('sku') }} as sku,
        {{ clean_text('asin') }} as asin,
        {{ clean_text('fnsku') }} as fnsku,
        {{ clean_text('license_plate_number') }} as license_plate_number,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        {{ clean_text('fulfillment_center_id') }} as fulfillment_center_id,
        {{ clean_text('detailed_disposition') }} as detailed_disposition,
        {{ clean_text('reason') }} as reason,
        {{ clean_text('status') }} as status,
        _record_type as record_type,
        _layout as layout,
        quantity,
        _source_line as source_line,
        return_date,
        return_at,
        _loaded_at as loaded_at,
        _as_of as as_of
    from returns_versions
)

select * from final
