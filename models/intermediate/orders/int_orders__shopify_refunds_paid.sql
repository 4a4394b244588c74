with

shopify_payments as (
    select * from {{ ref('int_orders__shopify_payments') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

charged_per_order as (
    select
        shopify_payments.store,
        shopify_payments.order_name,
        shopify_payments.currency,
        shopify_payments.presentment_currency,
        {{ money('sum(shopify_payments.amount)') }} as amount,
        {{ money('sum(shopify_payments.presentment_amount)') }} as presentment_amount
    from shopify_payments
    where shopify_payments.treatment = 'charge'
        and shopify_payments.presentment_currency <> shopify_payments.currency
    group by
        shopify_payments.store, shopify_payments.order_name, shopify_payments.currency,
        shopify_payments.presentment_currency
),

paid_back as (
    select
        shopify_payments.*,
        shopify_orders.currency as order_currency,
        {{ money('-shopify_payments.amount') }} as paid_amount,
        case
            when shopify_payments.amount > 0
                then {{ money('-shopify_payments.presentment_amount') }}
            else {{ money('shopify_payments.presentment_amount') }}
        end as presented_amount
    from shopify_payments
    inner join shopify_orders
        on shopify_payments.store = shopify_orders.store
        and shopify_payments.order_name = shopify_orders.order_name
    where shopify_payments.treatment in ('refund', 'chargeback')
),

compared as (
    select
        paid_back.*,
        {{ money(pro_rata(
            'charged_per_order.amount', 'paid_back.presented_amount',
            'charged_per_order.presentment_amount'
        )) }} as sale_amount,
        charged_per_order.amount as charged_amount,
        charged_per_order.presentment_amount as charged_presentment
    from paid_back
    left join charged_per_order
        on paid_back.store = charged_per_order.store
        and paid_back.order_name = charged_per_order.order_name
        and paid_back.currency = charged_per_order.currency
        and paid_back.presentment_currency = charged_per_order.presentment_currency
        and paid_back.currency = paid_back.order_currency
        and paid_back.presented_amount <> 0
),

judged as (
    -- Four amounts are rounded to the cent: what their rounding explains was paid back at the rate
    -- of the sale.
    select
        compared.*,
        coalesce(
            abs({{ scaled_integer('compared.paid_amount - compared.sale_amount', 2) }})
            * {{ scaled_integer('compared.charged_presentment', 2) }}
            > {{ scaled_integer('compared.charged_amount', 2) }}
            + {{ scaled_integer('compared.charged_presentment', 2) }},
            false
        ) as is_at_another_rate,
        coalesce(
            compared.presented_amount <> 0
            and compared.currency <> compared.order_currency
            and compared.presentment_currency = compared.order_currency,
            false
        ) as is_paid_out_otherwise
    from compared
),

valued as (
    select
        judged.*,
        case
            when judged.is_at_another_rate then judged.sale_amount
            else judged.paid_amount
        end as refund_amount,
        case
            when judged.is_at_another_rate then judged.sale_amount
            when judged.is_paid_out_otherwise then judged.presented_amount
            else judged.paid_amount
        end as order_amount
    from judged
),

final as (
    select
        valued.store,
        valued.order_name,
        valued.treatment as refund_kind,
        valued.payment_key,
        valued.transaction_date as refund_date,
        valued.transaction_at,
        valued.currency,
        valued.paid_amount,
        valued.refund_amount,
        valued.order_amount,
        {{ money('valued.paid_amount - valued.refund_amount') }} as exchange_amount,
        valued.source_file,
        valued.source_line,
        valued.batch_id
    from valued
)

select * from final
