with

shopify_payments as (
    select * from {{ ref('int_orders__shopify_payments') }}
),

bills_paid as (
    select * from {{ ref('int_fees__shopify_bills_paid') }}
),

refunds as (
    select * from {{ ref('int_orders__shopify_refunds') }}
),

refunds_paid as (
    select * from {{ ref('int_orders__shopify_refunds_paid') }}
),

shopify_refund_events as (
    select * from {{ ref('int_ledger__shopify_refund_events') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

bookings as (
    {{ bookings() }}
),

bills as (
    -- A payout paid the bill before the bill itself told what it was for.
    select
        shopify_payments.payment_key,
        shopify_payments.store,
        'account_charge' as event_type,
        shopify_payments.transaction_date as event_date,
        cast(null as {{ dbt.type_string() }}) as order_id,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        shopify_payments.component,
        shopify_payments.measure,
        'pnl' as ledger_role,
        'actual' as basis,
        shopify_payments.currency,
        shopify_payments.amount,
        'payment_transactions' as report,
        shopify_payments.order_name as document_id,
        shopify_payments.source_file,
        shopify_payments.source_line,
        shopify_payments.batch_id,
        bills_paid.first_batch_id as replaced_batch_id,
        bills_paid.first_charged_date as replaced_date
    from shopify_payments
    inner join bills_paid
        on shopify_payments.payment_key = bills_paid.payment_key
    where shopify_payments.treatment = 'fee_adjustment'
),

undated as (
    -- The order's export told of the refund in a batch before the payment that gave it a day; of a
    -- dispute where the Refunded Amount is the whole total. That may count what was paid at another
    -- rate.
    select
        refunds.payment_key,
        shopify_refund_events.store,
        shopify_refund_events.event_type,
        coalesce(shopify_orders.cancelled_date, shopify_orders.sale_date) as event_date,
        shopify_refund_events.order_id,
        shopify_refund_events.order_line_key,
        shopify_refund_events.component,
        shopify_refund_events.measure,
        shopify_refund_events.ledger_role,
        'undated' as basis,
        shopify_refund_events.currency,
        shopify_refund_events.amount,
        'orders' as report,
        shopify_orders.order_name as document_id,
        shopify_orders.source_file,
        shopify_orders.source_line,
        shopify_orders.batch_id,
        refunds.batch_id as replaced_batch_id,
        refunds.refund_date as replaced_date
    from refunds
    left join refunds_paid
        on refunds.payment_key = refunds_paid.payment_key
    inner join shopify_orders
        on refunds.store = shopify_orders.store
        and refunds.order_name = shopify_orders.order_name
        and refunds.batch_id > shopify_orders.batch_id
        and refunds.refunded_after
        + least(coalesce(refunds_paid.exchange_amount, 0), 0) <= shopify_orders.refunded_amount
        and (
            refunds.refund_kind = 'refund'
            or (
                refunds.refund_kind = 'chargeback'
                and refunds.refunded_before <= shopify_orders.refunded_amount
                and shopify_orders.refunded_amount >= shopify_orders.total
            )
        )
    inner join shopify_refund_events
        on refunds.store = shopify_refund_events.store
        and refunds.source_file = shopify_refund_events.source_file
        and refunds.source_line = shopify_refund_events.source_line
        and shopify_refund_events.report = 'payment_transactions'
    where refunds.date_basis = 'actual'
),

unioned as (
    select * from bills
    union all
    select * from undated
),

final as (
    -- What a closed period was told by one document stays there when a better one tells it later.
    select
        unioned.store,
        unioned.event_type,
        unioned.event_date,
        unioned.event_date as posted_date,
        unioned.event_date as fx_date,
        unioned.order_id,
        unioned.order_line_key,
        unioned.component,
        unioned.measure,
        unioned.ledger_role,
        unioned.basis,
        unioned.currency,
        {{ booked_amount('unioned.amount', 'bookings.booking') }} as amount,
        unioned.report,
        unioned.document_id,
        unioned.payment_key,
        unioned.source_file,
        unioned.source_line,
        unioned.batch_id,
        bookings.booking,
        unioned.replaced_batch_id,
        unioned.replaced_date
    from unioned
    inner join bookings
        on bookings.booking <> 'now'
)

select * from final
