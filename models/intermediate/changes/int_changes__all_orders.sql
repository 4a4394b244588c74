with

orders as (
    select * from {{ ref('int_changes__orders') }}
),

all_orders as (
    select * from {{ ref('stg_amazon__all_orders') }}
),

final as (
    -- All rows of the orders that changed, and all that name no order: of those there are few.
    select
        all_orders.store,
        all_orders.amazon_order_id,
        all_orders.merchant_order_id,
        all_orders.sku,
        all_orders.asin,
        all_orders.purchase_order_number,
        all_orders.source_file,
        all_orders.file_sha256,
        all_orders.batch_id,
        all_orders.row_hash,
        all_orders.order_status,
        all_orders.item_status,
        all_orders.fulfillment_channel,
        all_orders.sales_channel,
        all_orders.order_channel,
        all_orders.ship_service_level,
        all_orders.product_name,
        all_orders.currency,
        all_orders.address_type,
        all_orders.ship_state,
        all_orders.ship_postal_prefix,
        all_orders.ship_country,
        all_orders.promotion_ids,
        all_orders.price_designation,
        all_orders.tax_collection_model,
        all_orders.tax_collection_responsible_party,
        all_orders.record_type,
        all_orders.layout,
        all_orders.number_of_items,
        all_orders.quantity,
        all_orders.item_price,
        all_orders.item_tax,
        all_orders.shipping_price,
        all_orders.shipping_tax,
        all_orders.gift_wrap_price,
        all_orders.gift_wrap_tax,
        all_orders.item_promotion_discount,
        all_orders.ship_promotion_discount,
        all_orders.source_line,
        all_orders.is_business_order,
        all_orders.is_iba,
        all_orders.is_sold_by_ab,
        all_orders.purchase_date,
        all_orders.purchase_at,
        all_orders.last_updated_at,
        all_orders.loaded_at
    from all_orders
    left join orders
        on all_orders.store = orders.store
        and {{ order_number('all_orders.amazon_order_id') }} = orders.order_number
    where orders.order_number is not null
        or all_orders.amazon_order_id is null
)

select * from final
