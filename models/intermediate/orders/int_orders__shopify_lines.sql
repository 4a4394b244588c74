with

lines_discounted as (
    select * from {{ ref('int_orders__shopify_lines_discounted') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

taxes_inside as (
    select * from {{ ref('int_orders__shopify_taxes_inside') }}
),

weighed as (
    -- Shipping is stated before its discount and without the tax that a tax-inclusive shop keeps
    -- inside.
    select
        lines_discounted.*,
        coalesce(goods_taxes.tax_inside, 0) as tax_inside,
        {{ cents('shopify_orders.shipping - coalesce(shipping_taxes.tax_inside, 0)') }}
            as shipping_cents,
        {{ cents('shopify_orders.shipping_discount') }} as shipping_discount_cents
    from lines_discounted
    inner join shopify_orders
        on lines_discounted.store = shopify_orders.store
        and lines_discounted.order_name = shopify_orders.order_name
    left join taxes_inside as goods_taxes
        on lines_discounted.store = goods_taxes.store
        and lines_discounted.order_name = goods_taxes.order_name
        and lines_discounted.line_number = goods_taxes.line_number
        and goods_taxes.bucket = 'goods'
    left join taxes_inside as shipping_taxes
        on lines_discounted.store = shipping_taxes.store
        and lines_discounted.order_name = shipping_taxes.order_name
        and shipping_taxes.bucket = 'shipping'
),

{{ allocation_steps(
    from_cte='weighed', total='shipping_cents', weight='allocation_weight',
    partition_by='store, order_name', order_by='line_number', result='shipping_share_cents',
    into='shipping_allocated'
) }},

{{ allocation_steps(
    from_cte='shipping_allocated', total='shipping_discount_cents', weight='allocation_weight',
    partition_by='store, order_name', order_by='line_number',
    result='shipping_discount_share_cents', into='shipping_discount_allocated'
) }},

final as (
    select
        shipping_discount_allocated.store,
        shipping_discount_allocated.order_name,
        shipping_discount_allocated.line_number,
        shipping_discount_allocated.order_line_id,
        {{ hash_key([
            "shipping_discount_allocated.store", "'shopify'",
            "shipping_discount_allocated.order_line_id"
        ]) }} as order_line_key,
        shipping_discount_allocated.line_kind,
        shipping_discount_allocated.line_item_id,
        shipping_discount_allocated.sku,
        shipping_discount_allocated.product_name,
        shipping_discount_allocated.vendor,
        shipping_discount_allocated.fulfillment_status,
        shipping_discount_allocated.source_file,
        shipping_discount_allocated.source_line,
        shipping_discount_allocated.batch_id,
        shipping_discount_allocated.quantity,
        shipping_discount_allocated.line_amount,
        shipping_discount_allocated.product_discount,
        shipping_discount_allocated.tax_inside,
        coalesce({{ from_cents('shipping_discount_allocated.shipping_share_cents') }}, 0)
            as shipping_share,
        coalesce({{ from_cents('shipping_discount_allocated.shipping_discount_share_cents') }}, 0)
            as shipping_discount_share,
        shipping_discount_allocated.allocation_weight
    from shipping_discount_allocated
)

select * from final
