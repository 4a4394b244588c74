with

bundles_versions as (
    select * from {{ source('reference', 'bundles__versions') }}
),

final as (
    select
        {{ clean_text('_store') }} as store,
        _file_no as file_no,
        {{ clean_text('bundle_sku') }} as bundle_sku,
        {{ clean_text('component_sku') }} as component_sku,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        _record_type as record_type,
        _layout as layout,
        quantity,
        _source_line as source_line,
        effective_from,
        _loaded_at as loaded_at,
        _as_of as as_of
    from bundles_versions
)

select * from final
