with

refund_rows as (
    select * from {{ ref('int_changes__shopify_refunds') }}
),

refunds_told as (
    select * from {{ ref('int_orders__shopify_refunds_told') }}
),

shopify_lines as (
    select * from {{ ref('int_orders__shopify_lines') }}
),

refund_buckets as (
    select * from {{ ref('int_orders__shopify_refund_buckets') }}
),

lines_placed as (
    -- Where the order does not tell the number of a line, it is known by its SKU, else by its
    -- title.
    select
        shopify_lines.store,
        shopify_lines.order_name,
        shopify_lines.line_number,
        coalesce(shopify_lines.sku, lower(shopify_lines.product_name)) as item,
        row_number() over (
            partition by
                shopify_lines.store, shopify_lines.order_name,
                coalesce(shopify_lines.sku, lower(shopify_lines.product_name))
            order by shopify_lines.line_number
        ) as place,
        count(*) over (
            partition by
                shopify_lines.store, shopify_lines.order_name,
                coalesce(shopify_lines.sku, lower(shopify_lines.product_name))
        ) as places
    from shopify_lines
),

lines_numbered as (
    select
        shopify_lines.store,
        shopify_lines.order_name,
        shopify_lines.line_item_id,
        min(shopify_lines.line_number) as line_number
    from shopify_lines
    where shopify_lines.line_item_id is not null
    group by shopify_lines.store, shopify_lines.order_name, shopify_lines.line_item_id
),

rows_placed as (
    -- Two lines of one SKU are refunded in the order of their numbers.
    select
        refund_rows.*,
        refunds_told.is_tax_inside,
        coalesce(refund_rows.sku, lower(refund_rows.line_item_name)) as item,
        dense_rank() over (
            partition by
                refund_rows.store, refund_rows.order_name, refund_rows.kind,
                coalesce(refund_rows.sku, lower(refund_rows.line_item_name))
            order by length(refund_rows.line_item_id), refund_rows.line_item_id
        ) as place
    from refund_rows
    inner join refunds_told
        on refund_rows.store = refunds_told.store
        and refund_rows.order_name = refunds_told.order_name
        and refund_rows.refund_id = refunds_told.refund_id
    where refund_rows.record_type = 'data'
),

rows_found as (
    select
        rows_placed.*,
        coalesce(lines_numbered.line_number, lines_placed.line_number) as line_number
    from rows_placed
    left join lines_numbered
        on rows_placed.store = lines_numbered.store
        and rows_placed.order_name = lines_numbered.order_name
        and rows_placed.line_item_id = lines_numbered.line_item_id
        and rows_placed.kind = 'line_item'
    left join lines_placed
        on rows_placed.store = lines_placed.store
        and rows_placed.order_name = lines_placed.order_name
        and rows_placed.item = lines_placed.item
        and lines_placed.place = least(rows_placed.place, lines_placed.places)
        and rows_placed.kind = 'line_item'
),

final as (
    -- What Shopify adds or takes off beside lines, shipping and duties changes the price given
    -- back. A line that the order does not have is goods all the same.
    select
        rows_found.store,
        rows_found.order_name,
        rows_found.refund_id,
        rows_found.line_number,
        refund_buckets.order_line_key,
        case
            when rows_found.kind in ('shipping_refund', 'shipping_line') then 'refund_shipping'
            when rows_found.kind = 'duties' then 'refund_duties'
            when rows_found.kind = 'line_item'
                then coalesce(refund_buckets.component, 'refund_goods')
            else 'refund_discrepancy'
        end as component,
        rows_found.restock_type,
        rows_found.quantity,
        rows_found.processed_date,
        rows_found.batch_id,
        {{ money(
            'coalesce(rows_found.subtotal, 0) - coalesce(rows_found.adjustment_amount, 0)'
            ' - case when rows_found.is_tax_inside then coalesce(rows_found.total_tax, 0)'
            ' else 0 end'
        ) }} as amount,
        {{ money(
            'coalesce(rows_found.total_tax, 0) - coalesce(rows_found.adjustment_tax, 0)'
        ) }} as tax_amount
    from rows_found
    left join refund_buckets
        on rows_found.store = refund_buckets.store
        and rows_found.order_name = refund_buckets.order_name
        and rows_found.line_number = refund_buckets.bucket_number
)

select * from final
