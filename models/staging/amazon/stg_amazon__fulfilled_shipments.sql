with

fulfilled_shipments as (
    select * from {{ source('amazon', 'fulfilled_shipments') }}
),

final as (
    -- An order that is shipped in parts takes a row per shipment and item.
    select
        {{ clean_text('_store') }} as store,
        {{ clean_text('amazon_order_id') }} as amazon_order_id,
        {{ clean_text('merchant_order_id') }} as merchant_order_id,
        {{ clean_text('shipment_id') }} as shipment_id,
        {{ clean_text('shipment_item_id') }} as shipment_item_id,
        {{ clean_text('amazon_order_item_id') }} as amazon_order_item_id,
        {{ clean_text('sku') }} as sku,
        {{ clean_text('email_hash') }} as email_hash,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        {{ clean_text('sales_channel') }} as sales_channel,
        {{ clean_text('fulfillment_channel') }} as fulfillment_channel,
        {{ clean_text('fulfillment_center_id') }} as fulfillment_center_id,
        {{ clean_text('currency') }} as currency,
        {{ clean_text('ship_state') }} as ship_state,
        {{ clean_text('ship_country') }} as ship_country,
        {{ clean_text('email_kind') }} as email_kind,
        _record_type as record_type,
        _layout as layout,
        quantity_shipped,
        item_price,
        item_tax,
        shipping_price,
        shipping_tax,
        gift_wrap_price,
        gift_wrap_tax,
        item_promotion_discount,
        ship_promotion_discount,
        _source_line as source_line,
        purchase_date,
        shipment_date,
        purchase_at,
        shipment_at,
        _loaded_at as loaded_at
    from fulfilled_shipments
)

select * from final
