with

settlements as (
    select * from {{ source('amazon', 'settlements') }}
),

final as (
    -- V2 tells one amount per row by type and description; V1 has a column pair for each
    -- kind of amount. Both keep their shape.
    select
        {{ clean_text('_store') }} as store,
        {{ clean_text('settlement_id') }} as settlement_id,
        {{ clean_text('order_id') }} as order_id,
        {{ clean_text('merchant_order_id') }} as merchant_order_id,
        {{ clean_text('adjustment_id') }} as adjustment_id,
        {{ clean_text('shipment_id') }} as shipment_id,
        {{ clean_text('order_item_code') }} as order_item_code,
        {{ clean_text('merchant_order_item_id') }} as merchant_order_item_id,
        {{ clean_text('merchant_adjustment_item_id') }} as merchant_adjustment_item_id,
        {{ clean_text('promotion_id') }} as promotion_id,
        {{ clean_text('sku') }} as sku,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        {{ clean_text('currency') }} as currency,
        {{ clean_text('transaction_type') }} as transaction_type,
        {{ clean_text('marketplace_name') }} as marketplace_name,
        {{ clean_text('fulfillment_id') }} as fulfillment_id,
        {{ clean_text('amount_type') }} as amount_type,
        {{ clean_text('amount_description') }} as amount_description,
        {{ clean_text('shipment_fee_type') }} as shipment_fee_type,
        {{ clean_text('order_fee_type') }} as order_fee_type,
        {{ clean_text('price_type') }} as price_type,
        {{ clean_text('item_related_fee_type') }} as item_related_fee_type,
        {{ clean_text('promotion_type') }} as promotion_type,
        {{ clean_text('direct_payment_type') }} as direct_payment_type,
        {{ clean_text('other_fee_reason_description') }} as other_fee_reason_description,
        _record_type as record_type,
        _layout as layout,
        quantity_purchased,
        total_amount,
        amount,
        shipment_fee_amount,
        order_fee_amount,
        price_amount,
        item_related_fee_amount,
        misc_fee_amount,
        other_fee_amount,
        promotion_amount,
        direct_payment_amount,
        other_amount,
        _source_line as source_line,
        deposit_date,
        posted_date,
        settlement_start_at,
        settlement_end_at,
        deposit_at,
        posted_at,
        _loaded_at as loaded_at
    from settlements
)

select * from final
