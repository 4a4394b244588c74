with

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

shopify_lines as (
    select * from {{ ref('int_orders__shopify_lines') }}
),

amazon_order_rows as (
    select * from {{ ref('int_orders__amazon_order_rows') }}
),

settlement_amounts as (
    select * from {{ ref('int_settlements__amounts_classified') }}
),

prices_listed as (
    select
        amazon_order_rows.order_line_key,
        {{ money('sum(amazon_order_rows.item_price)') }} as line_amount
    from amazon_order_rows
    where not amazon_order_rows.is_mcf
        and not amazon_order_rows.is_cancelled
    group by amazon_order_rows.order_line_key
),

prices_settled as (
    select
        {{ hash_key([
            "settlement_amounts.store", "'amazon'",
            "settlement_amounts.order_id || '/' || coalesce(settlement_amounts.sku, '')"
        ]) }} as order_line_key,
        {{ money('sum(settlement_amounts.amount)') }} as line_amount
    from settlement_amounts
    where settlement_amounts.is_primary
        and not settlement_amounts.is_mcf
        and settlement_amounts.order_event_type = 'sale'
        and settlement_amounts.measure = 'gross_revenue'
        and settlement_amounts.order_id is not null
    group by
        settlement_amounts.store, settlement_amounts.order_id,
        coalesce(settlement_amounts.sku, '')
),

final as (
    -- What the dimensions and the attribution know of an order line, kept while a run computes
    -- other orders.
    select
        order_lines.order_line_key,
        order_lines.store,
        order_lines.platform,
        order_lines.channel_name,
        order_lines.marketplace_name,
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
        order_lines.quantity,
        {{ money(
            'coalesce(shopify_lines.line_amount, prices_settled.line_amount,'
            ' prices_listed.line_amount, 0)'
        ) }} as line_amount
    from order_lines
    left join shopify_orders
        on order_lines.store = shopify_orders.store
        and order_lines.order_id = shopify_orders.order_name
        and order_lines.platform = 'shopify'
    left join shopify_lines
        on order_lines.order_line_key = shopify_lines.order_line_key
    left join prices_settled
        on order_lines.order_line_key = prices_settled.order_line_key
    left join prices_listed
        on order_lines.order_line_key = prices_listed.order_line_key
)

select * from final
