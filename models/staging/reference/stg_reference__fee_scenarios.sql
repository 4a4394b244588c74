with

fee_scenarios as (
    select * from {{ source('reference', 'fee_scenarios') }}
),

final as (
    -- What is blank is unknown, and the engines say so instead of assuming a value.
    select
        {{ clean_text('_store') }} as store,
        {{ clean_text('scenario_id') }} as scenario_id,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        {{ clean_text('marketplace') }} as marketplace,
        {{ clean_text('amazon_fee_category') }} as amazon_fee_category,
        {{ clean_text('product_type') }} as product_type,
        {{ clean_text('fulfillment') }} as fulfillment,
        {{ clean_text('currency') }} as currency,
        _record_type as record_type,
        _layout as layout,
        price,
        quantity,
        shipping,
        gift_wrap,
        unit_cost,
        coupon_sales,
        length_in,
        width_in,
        height_in,
        weight_lb,
        _source_line as source_line,
        is_sipp,
        as_of_date,
        _loaded_at as loaded_at
    from fee_scenarios
)

select * from final
