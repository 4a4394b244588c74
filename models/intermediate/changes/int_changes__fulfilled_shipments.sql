with

orders as (
    select * from {{ ref('int_changes__orders') }}
),

fulfilled_shipments as (
    select * from {{ ref('stg_amazon__fulfilled_shipments') }}
),

final as (
    -- All rows of the orders that changed, and all that name no order: of those there are few.
    select
        fulfilled_shipments.store,
        fulfilled_shipments.amazon_order_id,
        fulfilled_shipments.merchant_order_id,
        fulfilled_shipments.shipment_id,
        fulfilled_shipments.shipment_item_id,
        fulfilled_shipments.amazon_order_item_id,
        fulfilled_shipments.sku,
        fulfilled_shipments.email_hash,
        fulfilled_shipments.source_file,
        fulfilled_shipments.file_sha256,
        fulfilled_shipments.batch_id,
        fulfilled_shipments.row_hash,
        fulfilled_shipments.sales_channel,
        fulfilled_shipments.fulfillment_channel,
        fulfilled_shipments.fulfillment_center_id,
        fulfilled_shipments.currency,
        fulfilled_shipments.ship_state,
        fulfilled_shipments.ship_country,
        fulfilled_shipments.email_kind,
        fulfilled_shipments.record_type,
        fulfilled_shipments.layout,
        fulfilled_shipments.quantity_shipped,
        fulfilled_shipments.item_price,
        fulfilled_shipments.item_tax,
        fulfilled_shipments.shipping_price,
        fulfilled_shipments.shipping_tax,
        fulfilled_shipments.gift_wrap_price,
        fulfilled_shipments.gift_wrap_tax,
        fulfilled_shipments.item_promotion_discount,
        fulfilled_shipments.ship_promotion_discount,
        fulfilled_shipments.source_line,
        fulfilled_shipments.purchase_date,
        fulfilled_shipments.shipment_date,
        fulfilled_shipments.purchase_at,
        fulfilled_shipments.shipment_at,
        fulfilled_shipments.loaded_at
    from fulfilled_shipments
    left join orders
        on fulfilled_shipments.store = orders.store
        and {{ order_number('fulfilled_shipments.amazon_order_id') }} = orders.order_number
    where orders.order_number is not null
        or fulfilled_shipments.amazon_order_id is null
)

select * from final
