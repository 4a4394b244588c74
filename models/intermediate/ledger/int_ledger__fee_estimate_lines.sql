with

lines_to_price as (
    select * from {{ ref('int_fees__amazon_lines_to_price') }}
),

amazon_lines as (
    select * from {{ ref('int_orders__amazon_lines') }}
),

final as (
    -- A card is chosen by the days of order and shipment; the fee itself stands on the day of the
    -- sale. A line that left on several days is one.
    select
        lines_to_price.order_line_key,
        lines_to_price.store,
        lines_to_price.order_id,
        lines_to_price.sku,
        amazon_lines.sale_date,
        min(lines_to_price.source_file) as source_file,
        min(lines_to_price.source_line) as source_line,
        min(lines_to_price.batch_id) as batch_id
    from lines_to_price
    inner join amazon_lines
        on lines_to_price.order_line_key = amazon_lines.order_line_key
    group by
        lines_to_price.order_line_key, lines_to_price.store, lines_to_price.order_id,
        lines_to_price.sku, amazon_lines.sale_date
)

select * from final
