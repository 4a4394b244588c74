with

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

shopify_payments as (
    select * from {{ ref('int_orders__shopify_payments') }}
),

refunds_told as (
    select * from {{ ref('int_orders__shopify_refunds_told') }}
),

told_per_order as (
    select
        refunds_told.store,
        refunds_told.order_name
    from refunds_told
    group by refunds_told.store, refunds_told.order_name
),

charged_per_order as (
    select
        shopify_payments.store,
        shopify_payments.order_name,
        shopify_payments.currency,
        {{ money('sum(shopify_payments.amount)') }} as charged_amount
    from shopify_payments
    where shopify_payments.treatment = 'charge'
    group by shopify_payments.store, shopify_payments.order_name, shopify_payments.currency
),

cancelled as (
    -- An order that is refunded gave back all that was paid; of another one the balance is open.
    -- Where the API tells refunds, it tells what left the order, too.
    select
        shopify_orders.*,
        {{ money(
            "least(case when shopify_orders.financial_status = 'refunded'"
            " then shopify_orders.total - shopify_orders.refunded_amount"
            " else shopify_orders.outstanding_balance end,"
            " shopify_orders.total - coalesce(charged_per_order.charged_amount, 0))"
        ) }} as unpaid_amount
    from shopify_orders
    left join charged_per_order
        on shopify_orders.store = charged_per_order.store
        and shopify_orders.order_name = charged_per_order.order_name
        and shopify_orders.currency = charged_per_order.currency
    left join told_per_order
        on shopify_orders.store = told_per_order.store
        and shopify_orders.order_name = told_per_order.order_name
    where shopify_orders.is_counted
        and shopify_orders.cancelled_date is not null
        and told_per_order.order_name is null
),

final as (
    select
        cancelled.store,
        cancelled.order_name,
        cancelled.cancelled_date,
        cancelled.sale_date,
        cancelled.currency,
        cancelled.source_file,
        cancelled.source_line,
        cancelled.batch_id,
        cancelled.unpaid_amount
    from cancelled
    where cancelled.unpaid_amount > 0
)

select * from final
