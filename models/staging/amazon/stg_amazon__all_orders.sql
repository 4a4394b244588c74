with

all_orders as (
    select * from {{ source('amazon', 'all_orders') }}
),

final as (
    -- One order and SKU may take several rows: the report has no item id.
    select
        {{ clean_text('_store') }} as store,
        {{ clean_text('amazon_order_id') }} as amazon_order_id,
        {{ clean_text('merchant_order_id') }} as merchant_order_id,
        {{ clean_text('sku') }} as sku,
        {{ clean_text('asin') }} as asin,
        {{ clean_text('purchase_order_number') }} as purchase_order_number,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        {{ clean_text('order_status') }} as order_status,
        {{ clean_text('item_status') }} as item_status,
        {{ clean_text('fulfillment_channel') }} as fulfillment_channel,
        {{ clean_text('sales_channel') }} as sales_channel,
        {{ clean_text('order_channel') }} as order_channel,
        {{ clean_text('ship_service_level') }} as ship_service_level,
        {{ clean_text('product_name') }} as product_name,
        {{ clean_text('currency') }} as currency,
        {{ clean_text('address_type') }} as address_type,
        {{ clean_text('ship_state') }} as ship_state,
        {{ clean_text('ship_postal_prefix') }} as ship_postal_prefix,
        {{ clean_text('ship_country') }} as ship_country,
        {{ clean_text('promotion_ids') }} as promotion_ids,
        {{ clean_text('price_designation') }} as price_designation,
        {{ clean_text('tax_collection_model') }} as tax_collection_model,
        {{ clean_text('tax_collection_responsible_party') }} as tax_collection_responsible_party,
        _record_type as record_type,
        _layout as layout,
        number_of_items,
        quantity,
        item_price,
        item_tax,
        shipping_price,
        shipping_tax,
        gift_wrap_price,
        gift_wrap_tax,
        item_promotion_discount,
        ship_promotion_discount,
        _source_line as source_line,
        is_business_order,
        is_iba,
        is_sold_by_ab,
        purchase_date,
        purchase_at,
        last_updated_at,
        _loaded_at as loaded_at
    from all_orders
)

select * from final
