with

amazon_lines as (
    select * from {{ ref('int_orders__amazon_lines') }}
),

amazon_order_rows as (
    select * from {{ ref('int_orders__amazon_order_rows') }}
),

lines_settled as (
    select * from {{ ref('int_settlements__lines_settled') }}
),

lines_shipped as (
    select amazon_order_rows.order_line_key
    from amazon_order_rows
    where amazon_order_rows.is_shipped
    group by amazon_order_rows.order_line_key
),

final as (
    -- No order report says that these were sold: they count since a settlement told their price.
    select
        amazon_lines.order_line_key,
        lines_settled.first_batch_id
    from amazon_lines
    inner join lines_settled
        on amazon_lines.store = lines_settled.store
        and amazon_lines.order_id = lines_settled.order_id
        and amazon_lines.sku = lines_settled.sku
    left join lines_shipped
        on amazon_lines.order_line_key = lines_shipped.order_line_key
    where lines_shipped.order_line_key is null
)

select * from final
