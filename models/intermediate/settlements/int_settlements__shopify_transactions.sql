with

payment_transactions as (
    select * from {{ ref('stg_shopify__payment_transactions') }}
),

payments_told as (
    select * from {{ ref('int_changes__payments_told') }}
),

batches as (
    select * from {{ ref('int_changes__batches') }}
),

transaction_types as (
    select * from {{ ref('stg_reference__shopify_transaction_types') }}
),

final as (
    -- Every row moves the balance that Shopify owes; a payout row takes it to the bank. What came
    -- after the close of its period accrues on the first open day, as in the ledger.
    select
        {{ hash_key([
            "payment_transactions.store", "payment_transactions.source_file",
            "payment_transactions.source_line"
        ]) }} as transaction_key,
        payment_transactions.store,
        payment_transactions.order_name,
        payment_transactions.transaction_type,
        {{ balance_kind('transaction_types.component') }} as balance_kind,
        coalesce(transaction_types.treatment = 'payout', false) as is_payout,
        payment_transactions.transaction_date,
        case
            when {{ balance_kind('transaction_types.component') }} = 'proceeds'
                then {{ booked_day(
                    'payment_transactions.transaction_date',
                    'payment_transactions.transaction_date', 'batches.closed_until',
                    'batches.dated_until'
                ) }}
        end as accrued_date,
        payment_transactions.payout_id,
        case
            when lower(payment_transactions.payout_status) = 'paid'
                then payment_transactions.payout_date
        end as paid_date,
        payment_transactions.currency,
        {{ money(
            'coalesce(payment_transactions.amount, 0) - coalesce(payment_transactions.fee, 0)'
        ) }} as net,
        payment_transactions.source_file,
        cast(payment_transactions.source_line as bigint) as source_line,
        coalesce(payments_told.first_batch_id, payment_transactions.batch_id) as batch_id
    from payment_transactions
    left join payments_told
        on payment_transactions.store = payments_told.store
        and payment_transactions.file_sha256 = payments_told.file_sha256
        and payment_transactions.source_line = payments_told.source_line
    left join batches
        on coalesce(payments_told.first_batch_id, payment_transactions.batch_id) = batches.batch_id
    left join transaction_types
        on {{ normalized_code('payment_transactions.transaction_type') }}
        = {{ normalized_code('transaction_types.transaction_type') }}
    where payment_transactions.record_type = 'data'
)

select * from final
