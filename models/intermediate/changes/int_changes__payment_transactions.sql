with

orders as (
    select * from {{ ref('int_changes__orders') }}
),

payment_transactions as (
    select * from {{ ref('stg_shopify__payment_transactions') }}
),

payments_told as (
    select * from {{ ref('int_changes__payments_told') }}
),

transaction_types as (
    select * from {{ ref('stg_reference__shopify_transaction_types') }}
),

final as (
    -- All rows of the orders that changed, and all that name no order: of those there are few. All
    -- advertising, too, since every run computes the spend of all campaigns.
    select
        payment_transactions.store,
        payment_transactions.order_name,
        payment_transactions.payout_id,
        payment_transactions.checkout_id,
        payment_transactions.business_entity_id,
        payment_transactions.source_file,
        payment_transactions.file_sha256,
        coalesce(payments_told.first_batch_id, payment_transactions.batch_id) as batch_id,
        payment_transactions.row_hash,
        payment_transactions.transaction_type,
        payment_transactions.card_brand,
        payment_transactions.card_source,
        payment_transactions.payout_status,
        payment_transactions.payment_method_name,
        payment_transactions.presentment_currency,
        payment_transactions.currency,
        payment_transactions.business_entity_name,
        payment_transactions.record_type,
        payment_transactions.layout,
        payment_transactions.amount,
        payment_transactions.fee,
        payment_transactions.net,
        payment_transactions.presentment_amount,
        payment_transactions.vat,
        payment_transactions.source_line,
        payment_transactions.transaction_date,
        payment_transactions.payout_date,
        payment_transactions.available_date,
        payment_transactions.transaction_at,
        payment_transactions.loaded_at
    from payment_transactions
    left join orders
        on payment_transactions.store = orders.store
        and {{ order_number('payment_transactions.order_name') }} = orders.order_number
    left join payments_told
        on payment_transactions.store = payments_told.store
        and payment_transactions.file_sha256 = payments_told.file_sha256
        and payment_transactions.source_line = payments_told.source_line
    left join transaction_types
        on {{ normalized_code('payment_transactions.transaction_type') }}
        = {{ normalized_code('transaction_types.transaction_type') }}
        and transaction_types.measure = 'ad_spend'
    where orders.order_number is not null
        or payment_transactions.order_name is null
        or transaction_types.transaction_type is not null
)

select * from final
