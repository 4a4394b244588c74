with

fba_fee_preview as (
    select * from {{ source('amazon', 'fba_fee_preview') }}
),

final as (
    -- A European file has several rows of one SKU and currency: one for each country.
    select
        {{ clean_text('_store') }} as store,
        {{ clean_text('sku') }} as sku,
        {{ clean_text('fnsku') }} as fnsku,
        {{ clean_text('asin') }} as asin,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        {{ clean_text('amazon_store') }} as amazon_store,
        {{ clean_text('product_group') }} as product_group,
        {{ clean_text('fulfilled_by') }} as fulfilled_by,
        {{ clean_text('unit_of_dimension') }} as unit_of_dimension,
        {{ clean_text('unit_of_weight') }} as unit_of_weight,
        {{ clean_text('product_size_tier') }} as product_size_tier,
        {{ clean_text('currency') }} as currency,
        _record_type as record_type,
        _layout as layout,
        your_price,
        sales_price,
        longest_side,
        median_side,
        shortest_side,
        item_package_weight,
        estimated_fee_total,
        estimated_referral_fee_per_unit,
        estimated_variable_closing_fee,
        expected_fulfillment_fee_per_unit,
        _source_line as source_line,
        _loaded_at as loaded_at
    from fba_fee_preview
)

select * from final
