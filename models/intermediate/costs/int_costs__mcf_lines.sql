with

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

amazon_order_rows as (
    select * from {{ ref('int_orders__amazon_order_rows') }}
),

line_skus_known as (
    select * from {{ ref('int_costs__line_skus_known') }}
),

mcf_orders as (
    select
        amazon_order_rows.store,
        amazon_order_rows.order_id,
        amazon_order_rows.sku,
        max(amazon_order_rows.merchant_order_id) as order_name
    from amazon_order_rows
    where amazon_order_rows.is_mcf
    group by amazon_order_rows.store, amazon_order_rows.order_id, amazon_order_rows.sku
),

lines_placed as (
    -- Amazon names the SKU of what came back, not the line: the first one with it, or else with
    -- another SKU of the product.
    select
        order_lines.store,
        order_lines.order_id as order_name,
        line_skus_known.sku,
        order_lines.order_line_key,
        row_number() over (
            partition by order_lines.store, order_lines.order_id, line_skus_known.sku
            order by
                case when line_skus_known.is_own_sku then 0 else 1 end,
                order_lines.line_number, order_lines.order_line_key
        ) as position
    from order_lines
    inner join line_skus_known
        on order_lines.order_line_key = line_skus_known.order_line_key
    where order_lines.fulfillment_method = 'mcf'
),

final as (
    select
        mcf_orders.store,
        mcf_orders.order_id,
        mcf_orders.sku,
        lines_placed.order_line_key
    from mcf_orders
    inner join lines_placed
        on mcf_orders.store = lines_placed.store
        and {{ order_number('mcf_orders.order_name') }}
        = {{ order_number('lines_placed.order_name') }}
        and mcf_orders.sku = lines_placed.sku
        and lines_placed.position = 1
)

select * from final
