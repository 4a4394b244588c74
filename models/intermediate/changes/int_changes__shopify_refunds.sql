with

orders as (
    select * from {{ ref('int_changes__orders') }}
),

refunds as (
    select * from {{ ref('stg_shopify__refunds') }}
),

refund_orders as (
    select * from {{ ref('int_changes__refund_orders') }}
),

final as (
    -- All rows of the orders that changed, and all of orders that never landed: of those there are
    -- few.
    select
        refunds.store,
        refunds.refund_id,
        refunds.order_id,
        refund_orders.order_name,
        refunds.line_item_id,
        refunds.sku,
        refunds.source_file,
        refunds.batch_id,
        refunds.line_item_name,
        refunds.kind,
        refunds.restock_type,
        refunds.currency,
        refunds.transaction_currency,
        refunds.record_type,
        refunds.is_without_payment,
        refunds.quantity,
        refunds.subtotal,
        refunds.total_tax,
        refunds.adjustment_amount,
        refunds.adjustment_tax,
        refunds.refunded_amount,
        refunds.source_line,
        refunds.processed_date,
        refunds.processed_at
    from refunds
    inner join refund_orders
        on refunds.store = refund_orders.store
        and refunds.source_file = refund_orders.source_file
        and refunds.source_line = refund_orders.source_line
    left join orders
        on refund_orders.store = orders.store
        and {{ order_number('refund_orders.order_name') }} = orders.order_number
    where orders.order_number is not null
        or refund_orders.order_name is null
)

select * from final
