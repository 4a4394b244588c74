with

refunds_told as (
    select * from {{ ref('int_orders__shopify_refunds_told') }}
),

refund_rows as (
    select * from {{ ref('int_orders__shopify_refund_rows') }}
),

unlisted as (
    -- What the order does not list is not in its total.
    select
        refund_rows.store,
        refund_rows.order_name,
        refund_rows.refund_id
    from refund_rows
    where refund_rows.component = 'refund_goods' and refund_rows.line_number is null
    group by refund_rows.store, refund_rows.order_name, refund_rows.refund_id
),

left_orders as (
    -- An adjustment of it is what the shop keeps; there is no money that could be more.
    select
        refunds_told.*,
        {{ money('refunds_told.pieces_amount - greatest(refunds_told.adjusted_amount, 0)') }}
            as left_amount
    from refunds_told
    left join unlisted
        on refunds_told.store = unlisted.store
        and refunds_told.order_name = unlisted.order_name
        and refunds_told.refund_id = unlisted.refund_id
    where refunds_told.is_without_payment
        and refunds_told.is_split_told
        and refunds_told.is_counted
        and unlisted.refund_id is null
),

final as (
    select
        left_orders.store,
        left_orders.order_name,
        left_orders.refund_id,
        left_orders.refund_at,
        left_orders.refund_date,
        left_orders.currency,
        left_orders.source_file,
        left_orders.source_line,
        left_orders.batch_id,
        left_orders.left_amount
    from left_orders
    where left_orders.left_amount > 0
)

select * from final
