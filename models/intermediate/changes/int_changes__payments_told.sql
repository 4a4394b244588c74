with

payment_transactions_versions as (
    select * from {{ ref('stg_shopify__payment_transactions_versions') }}
),

signed as (
    -- What a row says of a transaction that does not change from one export to the next.
    select
        payment_transactions_versions.store,
        payment_transactions_versions.file_no,
        payment_transactions_versions.file_sha256,
        payment_transactions_versions.source_line,
        payment_transactions_versions.batch_id,
        {{ hash_key([
            "payment_transactions_versions.store", "payment_transactions_versions.transaction_at",
            "payment_transactions_versions.transaction_type",
            "payment_transactions_versions.order_name",
            "payment_transactions_versions.checkout_id", "payment_transactions_versions.amount",
            "payment_transactions_versions.fee", "payment_transactions_versions.net",
            "payment_transactions_versions.currency"
        ]) }} as signature
    from payment_transactions_versions
    where payment_transactions_versions.record_type = 'data'
),

numbered as (
    -- Equal rows of one export are several transactions.
    select
        signed.*,
        row_number() over (
            partition by signed.signature, signed.file_sha256, signed.file_no
            order by signed.source_line
        ) as position
    from signed
),

final as (
    -- A later export tells the payout of a transaction, and the transaction is known already.
    select
        numbered.store,
        numbered.file_sha256,
        numbered.source_line,
        min(numbered.batch_id) over (
            partition by numbered.signature, numbered.position
        ) as first_batch_id
    from numbered
)

select * from final
