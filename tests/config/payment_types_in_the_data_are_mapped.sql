-- Property: every transaction type in the landed Shopify payments has a row in
-- shopify_transaction_types.
-- Who relies on it: whoever closes the month and wants no unclassified money.
-- What would go wrong silently: nothing is lost, but a new kind of fee stays unclassified until
-- somebody looks.
{{ config(severity='warn') }}
with

payment_transactions as (
    select * from {{ ref('stg_shopify__payment_transactions') }}
),

shopify_transaction_types as (
    select * from {{ ref('stg_reference__shopify_transaction_types') }}
)

select
    payment_transactions.transaction_type,
    payment_transactions.currency,
    count(*) as row_count,
    sum(payment_transactions.amount) as amount
from payment_transactions
left join shopify_transaction_types
    on {{ normalized_code('payment_transactions.transaction_type') }}
    = {{ normalized_code('shopify_transaction_types.transaction_type') }}
where payment_transactions.record_type = 'data'
    and shopify_transaction_types.transaction_type is null
group by payment_transactions.transaction_type, payment_transactions.currency
