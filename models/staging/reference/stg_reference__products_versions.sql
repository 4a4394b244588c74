with

products_versions as (
    select * from {{ source('reference', 'products__versions') }}
),

final as (
    select
        {{ clean_text('_store') }} as store,
        _file_no as file_no,
        {{ clean_text('sku') }} as sku,
        {{ clean_text('product_name') }} as product_name,
        {{ clean_text('category') }} as category,
        {{ clean_text('brand') }} as brand,
        {{ clean_text('supplier') }} as supplier,
        {{ clean_text('alias_of') }} as alias_of,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _record_type as record_type,
        _source_line as source_line,
        _loaded_at as loaded_at,
        _as_of as as_of
    from products_versions
)

select * from final
