with

payment_transactions as (
    select * from {{ ref('int_changes__payment_transactions') }}
),

transaction_types as (
    select * from {{ ref('stg_reference__shopify_transaction_types') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

final as (
    -- A payment of an order that is not in any orders export stays visible and unmatched. Money
    -- given back on an order that never counted as a sale takes nothing from the revenue.
    select
        {{ hash_key([
            "payment_transactions.store", "payment_transactions.source_file",
            "payment_transactions.source_line"
        ]) }} as payment_key,
        payment_transactions.store,
        coalesce(shopify_orders.order_name, payment_transactions.order_name) as order_name,
        shopify_orders.order_name is not null as is_order_landed,
        payment_transactions.transaction_type,
        case
            when transaction_types.treatment in ('refund', 'chargeback')
                and not shopify_orders.is_counted then 'no_sale'
            else coalesce(transaction_types.treatment, 'unclassified')
        end as treatment,
        coalesce(transaction_types.component, 'unclassified') as component,
        transaction_types.measure,
        payment_transactions.card_brand,
        payment_transactions.card_source,
        payment_transactions.payment_method_name,
        payment_transactions.presentment_currency,
        abs(payment_transactions.presentment_amount) as presentment_amount,
        payment_transactions.transaction_at,
        payment_transactions.transaction_date,
        shopify_orders.sale_date,
        payment_transactions.currency,
        coalesce(payment_transactions.amount, 0) as amount,
        coalesce(payment_transactions.fee, 0) as fee,
        coalesce(payment_transactions.net, 0) as net,
        payment_transactions.source_file,
        payment_transactions.source_line,
        payment_transactions.batch_id
    from payment_transactions
    left join transaction_types
        on {{ normalized_code('payment_transactions.transaction_type') }}
        = {{ normalized_code('transaction_types.transaction_type') }}
    left join shopify_orders
        on payment_transactions.store = shopify_orders.store
        and replace(payment_transactions.order_name, '#', '')
        = replace(shopify_orders.order_name, '#', '')
    where payment_transactions.record_type = 'data'
)

select * from final
