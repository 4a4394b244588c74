with

all_orders as (
    select * from {{ ref('int_changes__all_orders') }}
),

fulfilled_shipments as (
    select * from {{ ref('int_changes__fulfilled_shipments') }}
),

marketplaces as (
    select * from {{ ref('stg_reference__marketplaces') }}
),

listed_rows as (
    select
        all_orders.store,
        all_orders.amazon_order_id as order_id,
        all_orders.merchant_order_id,
        all_orders.sku,
        all_orders.sales_channel,
        all_orders.order_status,
        all_orders.item_status,
        all_orders.fulfillment_channel,
        all_orders.product_name,
        all_orders.asin,
        all_orders.promotion_ids,
        all_orders.purchase_date,
        all_orders.quantity,
        all_orders.currency,
        all_orders.item_price,
        all_orders.item_tax,
        all_orders.shipping_price,
        all_orders.shipping_tax,
        all_orders.gift_wrap_price,
        all_orders.gift_wrap_tax,
        all_orders.item_promotion_discount,
        all_orders.ship_promotion_discount,
        'all_orders' as report,
        all_orders.source_file,
        all_orders.source_line,
        all_orders.batch_id
    from all_orders
    where all_orders.record_type = 'data'
),

listed_lines as (
    select
        listed_rows.store,
        listed_rows.order_id,
        listed_rows.sku
    from listed_rows
    group by listed_rows.store, listed_rows.order_id, listed_rows.sku
),

shipped_rows as (
    -- What left Amazon's warehouse was sold, even where no order report tells of it.
    select
        fulfilled_shipments.store,
        fulfilled_shipments.amazon_order_id as order_id,
        fulfilled_shipments.merchant_order_id,
        fulfilled_shipments.sku,
        fulfilled_shipments.sales_channel,
        'Shipped' as order_status,
        'Shipped' as item_status,
        'Amazon' as fulfillment_channel,
        cast(null as {{ dbt.type_string() }}) as product_name,
        cast(null as {{ dbt.type_string() }}) as asin,
        cast(null as {{ dbt.type_string() }}) as promotion_ids,
        coalesce(fulfilled_shipments.purchase_date, fulfilled_shipments.shipment_date)
            as purchase_date,
        fulfilled_shipments.quantity_shipped as quantity,
        fulfilled_shipments.currency,
        fulfilled_shipments.item_price,
        fulfilled_shipments.item_tax,
        fulfilled_shipments.shipping_price,
        fulfilled_shipments.shipping_tax,
        fulfilled_shipments.gift_wrap_price,
        fulfilled_shipments.gift_wrap_tax,
        abs(fulfilled_shipments.item_promotion_discount) as item_promotion_discount,
        abs(fulfilled_shipments.ship_promotion_discount) as ship_promotion_discount,
        'fulfilled_shipments' as report,
        fulfilled_shipments.source_file,
        fulfilled_shipments.source_line,
        fulfilled_shipments.batch_id
    from fulfilled_shipments
    left join listed_lines
        on fulfilled_shipments.store = listed_lines.store
        and fulfilled_shipments.amazon_order_id = listed_lines.order_id
        and fulfilled_shipments.sku = listed_lines.sku
    where fulfilled_shipments.record_type = 'data'
        and listed_lines.order_id is null
),

unioned as (
    select * from listed_rows
    union all
    select * from shipped_rows
),

final as (
    -- Shipped is money; pending and unshipped are a backlog; orders of other channels are only
    -- fulfilled here.
    select
        unioned.store,
        unioned.order_id,
        unioned.merchant_order_id,
        unioned.sku,
        unioned.order_id || '/' || coalesce(unioned.sku, '') as order_line_id,
        {{ hash_key([
            "unioned.store", "'amazon'",
            "unioned.order_id || '/' || coalesce(unioned.sku, '')"
        ]) }} as order_line_key,
        unioned.sales_channel as marketplace_name,
        {{ is_mcf('unioned.sales_channel', 'unioned.order_id') }} as is_mcf,
        coalesce(unioned.order_status, '') like 'Shipped%'
        and coalesce(unioned.item_status, '') <> 'Cancelled'
        and not {{ is_mcf('unioned.sales_channel', 'unioned.order_id') }} as is_shipped,
        coalesce(unioned.order_status, '') = 'Cancelled'
        or coalesce(unioned.item_status, '') = 'Cancelled' as is_cancelled,
        unioned.fulfillment_channel,
        unioned.product_name,
        unioned.asin,
        unioned.promotion_ids,
        unioned.purchase_date,
        coalesce(unioned.quantity, 0) as quantity,
        coalesce(unioned.currency, marketplaces.currency) as currency,
        coalesce(marketplaces.is_vat_inclusive, false) as is_tax_inside,
        coalesce(unioned.item_price, 0) as item_price,
        coalesce(unioned.item_tax, 0) as item_tax,
        coalesce(unioned.shipping_price, 0) as shipping_price,
        coalesce(unioned.shipping_tax, 0) as shipping_tax,
        coalesce(unioned.gift_wrap_price, 0) as gift_wrap_price,
        coalesce(unioned.gift_wrap_tax, 0) as gift_wrap_tax,
        coalesce(unioned.item_promotion_discount, 0) as item_promotion_discount,
        coalesce(unioned.ship_promotion_discount, 0) as ship_promotion_discount,
        unioned.report,
        unioned.source_file,
        unioned.source_line,
        unioned.batch_id
    from unioned
    left join marketplaces
        on lower(unioned.sales_channel) = lower(marketplaces.marketplace_name)
)

select * from final
