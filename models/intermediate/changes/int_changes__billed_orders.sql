with

billing as (
    select * from {{ ref('stg_shopify__billing') }}
),

shopify_orders as (
    select * from {{ ref('stg_shopify__orders') }}
),

payment_transactions as (
    select * from {{ ref('stg_shopify__payment_transactions') }}
),

bills_per_month as (
    select
        billing.store,
        cast({{ dbt.date_trunc('month', 'billing.charged_date') }} as date) as month,
        sum({{ row_fingerprint('billing') }}) as fingerprint
    from billing
    group by
        billing.store, cast({{ dbt.date_trunc('month', 'billing.charged_date') }} as date)
),

orders_elsewhere as (
    -- A bill states one fee for all payments of a month that another gateway took.
    select
        shopify_orders.store,
        {{ order_number('shopify_orders.order_name') }} as order_number,
        cast(
            {{ dbt.date_trunc('month', revenue_day(
                'max(shopify_orders.created_date)', 'max(shopify_orders.fulfilled_date)'
            )) }} as date
        ) as month,
        sum({{ row_fingerprint('shopify_orders') }}) as fingerprint
    from shopify_orders
    group by shopify_orders.store, {{ order_number('shopify_orders.order_name') }}
    having max(shopify_orders.payment_method) <> 'Shopify Payments'
        or min(shopify_orders.payment_method) <> 'Shopify Payments'
),

payments_per_order as (
    select
        payment_transactions.store,
        {{ order_number('payment_transactions.order_name') }} as order_number,
        sum({{ row_fingerprint('payment_transactions') }}) as fingerprint
    from payment_transactions
    where payment_transactions.order_name is not null
    group by
        payment_transactions.store, {{ order_number('payment_transactions.order_name') }}
),

orders_per_month as (
    select
        orders_elsewhere.store,
        orders_elsewhere.month,
        sum(orders_elsewhere.fingerprint) as fingerprint,
        sum(coalesce(payments_per_order.fingerprint, 0)) as payment_fingerprint
    from orders_elsewhere
    left join payments_per_order
        on orders_elsewhere.store = payments_per_order.store
        and orders_elsewhere.order_number = payments_per_order.order_number
    group by orders_elsewhere.store, orders_elsewhere.month
),

final as (
    -- So every one of these orders bears another part when the bill or one of the others changes.
    select
        orders_elsewhere.store,
        orders_elsewhere.order_number,
        orders_elsewhere.month,
        {{ fingerprint([
            fingerprint_text([
                'bills_per_month.fingerprint', 'orders_per_month.fingerprint',
                'orders_per_month.payment_fingerprint'
            ])
        ]) }} as fingerprint
    from orders_elsewhere
    inner join bills_per_month
        on orders_elsewhere.store = bills_per_month.store
        and orders_elsewhere.month = bills_per_month.month
    inner join orders_per_month
        on orders_elsewhere.store = orders_per_month.store
        and orders_elsewhere.month = orders_per_month.month
)

select * from final
