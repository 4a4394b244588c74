with

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

final as (
    -- What the dimensions know of an order line, kept while a run computes other orders.
    select
        order_lines.order_line_key,
        order_lines.store,
        order_lines.platform,
        order_lines.channel_name,
        order_lines.order_id,
        order_lines.order_line_id,
        order_lines.line_kind,
        order_lines.sku,
        order_lines.product_name,
        order_lines.brand,
        order_lines.fulfillment_method,
        order_lines.email_hash,
        shopify_orders.email_kind,
        shopify_orders.shipping_country,
        shopify_orders.shipping_province,
        order_lines.promotion_code,
        order_lines.has_several_promotions,
        order_lines.currency,
        order_lines.sale_date,
        order_lines.is_counted,
        order_lines.revenue_basis,
        order_lines.quantity
    from order_lines
    left join shopify_orders
        on order_lines.store = shopify_orders.store
        and order_lines.order_id = shopify_orders.order_name
        and order_lines.platform = 'shopify'
)

select * from final
