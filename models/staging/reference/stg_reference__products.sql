with

products as (
    select * from {{ source('reference', 'products') }}
),

final as (
    -- An alias keeps its own row; the models follow alias_of when they look for a cost.
    select
        {{ clean_text('_store') }} as store,
        {{ clean_text('sku') }} as sku,
        {{ clean_text('asin') }} as asin,
        {{ clean_text('alias_of') }} as alias_of,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        {{ clean_text('product_name') }} as product_name,
        {{ clean_text('category') }} as category,
        {{ clean_text('amazon_fee_category') }} as amazon_fee_category,
        {{ clean_text('amazon_product_type') }} as amazon_product_type,
        {{ clean_text('brand') }} as brand,
        {{ clean_text('supplier') }} as supplier,
        _record_type as record_type,
        _layout as layout,
        length_in,
        width_in,
        height_in,
        weight_lb,
        _source_line as source_line,
        is_sipp,
        _loaded_at as loaded_at
    from products
)

select * from final
