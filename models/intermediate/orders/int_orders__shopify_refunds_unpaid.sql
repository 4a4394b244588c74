with

refunds_told as (
    select * from {{ ref('int_orders__shopify_refunds_told') }}
),

refunds_without_payment as (
    select * from {{ ref('int_orders__shopify_refunds_without_payment') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

shopify_payments as (
    select * from {{ ref('int_orders__shopify_payments') }}
),

batches as (
    select * from {{ ref('int_changes__batches') }}
),

moved_per_order as (
    select
        shopify_payments.store,
        shopify_payments.order_name,
        shopify_payments.currency,
        {{ money(
            "sum(case when shopify_payments.treatment = 'charge' then shopify_payments.amount end)"
        ) }} as charged_amount,
        {{ money(
            "-sum(case when shopify_payments.treatment = 'refund' then shopify_payments.amount end)"
        ) }} as refunded_amount
    from shopify_payments
    group by shopify_payments.store, shopify_payments.order_name, shopify_payments.currency
),

told_per_order as (
    select
        refunds_told.store,
        refunds_told.order_name,
        sum(refunds_told.told_amount) as told_amount,
        sum(least(
            refunds_told.told_amount,
            {{ money('refunds_told.pieces_amount - refunds_told.adjusted_amount') }}
        )) as named_amount
    from refunds_told
    where refunds_told.is_split_told
    group by refunds_told.store, refunds_told.order_name
),

limits as (
    -- What was charged was paid. Money that went back may be what left the order, where no refund
    -- tells it; and without charges, where none names a line, shipping or duties for it.
    select
        shopify_orders.store,
        shopify_orders.order_name,
        shopify_orders.sale_date,
        {{ money('shopify_orders.total - coalesce(moved_per_order.charged_amount, 0)') }}
            as uncharged_amount,
        {{ money(
            'greatest(shopify_orders.refunded_amount, coalesce(moved_per_order.refunded_amount, 0))'
            ' - case when moved_per_order.charged_amount is null then told_per_order.named_amount'
            ' else told_per_order.told_amount end'
        ) }} as untold_amount
    from shopify_orders
    inner join told_per_order
        on shopify_orders.store = told_per_order.store
        and shopify_orders.order_name = told_per_order.order_name
    left join moved_per_order
        on shopify_orders.store = moved_per_order.store
        and shopify_orders.order_name = moved_per_order.order_name
        and shopify_orders.currency = moved_per_order.currency
    where shopify_orders.goods_amount
        - shopify_orders.product_discount = shopify_orders.subtotal
),

limited as (
    -- The first of an order counts first.
    select
        refunds_without_payment.*,
        limits.sale_date,
        limits.uncharged_amount,
        {{ money(
            'sum(refunds_without_payment.left_amount) over ('
            'partition by refunds_without_payment.store, refunds_without_payment.order_name)'
            ' - limits.untold_amount'
        ) }} as most_amount,
        {{ money(
            'sum(refunds_without_payment.left_amount) over ('
            'partition by refunds_without_payment.store, refunds_without_payment.order_name'
            ' order by refunds_without_payment.refund_at, refunds_without_payment.refund_id'
            ' rows between unbounded preceding and current row)'
        ) }} as left_so_far
    from refunds_without_payment
    inner join limits
        on refunds_without_payment.store = limits.store
        and refunds_without_payment.order_name = limits.order_name
),

shared as (
    select
        limited.*,
        {{ money(
            'least(limited.left_so_far, limited.most_amount, limited.uncharged_amount)'
            ' - (limited.left_so_far - limited.left_amount)'
        ) }} as unpaid_amount
    from limited
),

final as (
    select
        shared.store,
        shared.order_name,
        shared.refund_id,
        shared.refund_at,
        shared.refund_date,
        shared.currency,
        shared.source_file,
        shared.source_line,
        shared.batch_id,
        shared.unpaid_amount,
        shared.unpaid_amount = shared.left_amount as is_whole,
        coalesce({{ booked_day(
            'shared.sale_date', 'shared.refund_date', 'batches.closed_until', 'batches.dated_until'
        ) }} = shared.sale_date, false) as is_in_time
    from shared
    left join batches
        on shared.batch_id = batches.batch_id
    where shared.unpaid_amount > 0
)

select * from final
