with

all_orders as (
    select * from {{ ref('int_changes__all_orders') }}
),

marketplaces as (
    select * from {{ ref('stg_reference__marketplaces') }}
),

final as (
    -- Shipped is money; pending and unshipped are a backlog; orders of other channels are only
    -- fulfilled here.
    select
        all_orders.store,
        all_orders.amazon_order_id as order_id,
        all_orders.merchant_order_id,
        all_orders.sku,
        all_orders.amazon_order_id || '/' || coalesce(all_orders.sku, '') as order_line_id,
        {{ hash_key([
            "all_orders.store", "'amazon'",
            "all_orders.amazon_order_id || '/' || coalesce(all_orders.sku, '')"
        ]) }} as order_line_key,
        all_orders.sales_channel as marketplace_name,
        coalesce(lower(all_orders.sales_channel), '') like 'non-amazon%' as is_mcf,
        coalesce(all_orders.order_status, '') like 'Shipped%'
        and coalesce(all_orders.item_status, '') <> 'Cancelled'
        and coalesce(lower(all_orders.sales_channel), '') not like 'non-amazon%' as is_shipped,
        coalesce(all_orders.order_status, '') = 'Cancelled'
        or coalesce(all_orders.item_status, '') = 'Cancelled' as is_cancelled,
        all_orders.fulfillment_channel,
        all_orders.product_name,
        all_orders.asin,
        all_orders.promotion_ids,
        all_orders.purchase_date,
        coalesce(all_orders.quantity, 0) as quantity,
        all_orders.currency,
        coalesce(marketplaces.is_vat_inclusive, false) as is_tax_inside,
        coalesce(all_orders.item_price, 0) as item_price,
        coalesce(all_orders.item_tax, 0) as item_tax,
        coalesce(all_orders.shipping_price, 0) as shipping_price,
        coalesce(all_orders.shipping_tax, 0) as shipping_tax,
        coalesce(all_orders.gift_wrap_price, 0) as gift_wrap_price,
        coalesce(all_orders.gift_wrap_tax, 0) as gift_wrap_tax,
        coalesce(all_orders.item_promotion_discount, 0) as item_promotion_discount,
        coalesce(all_orders.ship_promotion_discount, 0) as ship_promotion_discount,
        all_orders.source_file,
        all_orders.source_line,
        all_orders.batch_id
    from all_orders
    left join marketplaces
        on lower(all_orders.sales_channel) = lower(marketplaces.marketplace_name)
    where all_orders.record_type = 'data'
)

select * from final
