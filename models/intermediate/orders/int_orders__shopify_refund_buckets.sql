with

shopify_lines as (
    select * from {{ ref('int_orders__shopify_lines') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

goods as (
    select
        shopify_lines.store,
        shopify_lines.order_name,
        shopify_lines.line_number,
        shopify_lines.order_line_key,
        case
            when shopify_lines.line_kind = 'gift_card' then 'refund_gift_card'
            when shopify_lines.line_kind = 'tip' then 'refund_tip'
            else 'refund_goods'
        end as component,
        shopify_lines.line_number as bucket_number,
        {{ cents(
            'shopify_lines.line_amount - shopify_lines.product_discount - shopify_lines.tax_inside'
        ) }} as weight
    from shopify_lines
),

shipping as (
    select
        shopify_lines.store,
        shopify_lines.order_name,
        shopify_lines.line_number,
        shopify_lines.order_line_key,
        'refund_shipping' as component,
        shopify_lines.line_number + {{ shipping_line_number() }} as bucket_number,
        {{ cents('shopify_lines.shipping_share - shopify_lines.shipping_discount_share') }}
            as weight
    from shopify_lines
),

taxes as (
    select
        shopify_orders.store,
        shopify_orders.order_name,
        cast(null as bigint) as line_number,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'refund_tax' as component,
        2 * {{ shipping_line_number() }} + 1 as bucket_number,
        {{ cents('shopify_orders.taxes') }} as weight
    from shopify_orders
),

duties as (
    select
        shopify_orders.store,
        shopify_orders.order_name,
        cast(null as bigint) as line_number,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'refund_duties' as component,
        2 * {{ shipping_line_number() }} + 2 as bucket_number,
        {{ cents('shopify_orders.duties') }} as weight
    from shopify_orders
),

final as (
    -- What the customer paid, piece by piece: a refund gives a part of each piece back.
    select * from goods
    union all
    select * from shipping
    union all
    select * from taxes
    union all
    select * from duties
)

select * from final
