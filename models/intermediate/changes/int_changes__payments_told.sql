with

payment_transactions as (
    select * from {{ ref('stg_shopify__payment_transactions') }}
),

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
        payment_transactions.file_sha256 is not null as is_current,
        {{ hash_key([
            "payment_transactions_versions.store", "payment_transactions_versions.transaction_at",
            "payment_transactions_versions.transaction_type",
            "payment_transactions_versions.order_name",
            "payment_transactions_versions.checkout_id", "payment_transactions_versions.amount",
            "payment_transactions_versions.fee", "payment_transactions_versions.net",
            "payment_transactions_versions.currency"
        ]) }} as signature
    from payment_transactions_versions
    left join payment_transactions
        on payment_transactions_versions.store = payment_transactions.store
        and payment_transactions_versions.file_sha256 = payment_transactions.file_sha256
        and payment_transactions_versions.source_line = payment_transactions.source_line
    where payment_transactions_versions.record_type = 'data'
),

replaced_numbered as (
    -- Equal rows of one export are several transactions.
    select
        signed.signature,
        signed.batch_id,
        row_number() over (
            partition by signed.signature, signed.file_sha256, signed.file_no
            order by signed.source_line
        ) as position
    from signed
    where not signed.is_current
),

replaced as (
    select
        replaced_numbered.signature,
        replaced_numbered.position,
        min(replaced_numbered.batch_id) as batch_id
    from replaced_numbered
    group by replaced_numbered.signature, replaced_numbered.position
),

current_rows as (
    select
        signed.*,
        coalesce(signed.batch_id > replaced.batch_id, false) as is_told_later
    from signed
    left join replaced
        on signed.signature = replaced.signature
        and replaced.position = 1
    where signed.is_current
),

numbered as (
    -- The rows that came next took the place of those that are replaced; others are new.
    select
        current_rows.*,
        row_number() over (
            partition by current_rows.signature, current_rows.is_told_later
            order by current_rows.batch_id, current_rows.file_no, current_rows.source_line
        ) as position
    from current_rows
),

final as (
    -- A later export tells the payout of a transaction, and the transaction is known already.
    select
        numbered.store,
        numbered.file_sha256,
        numbered.source_line,
        coalesce(replaced.batch_id, numbered.batch_id) as first_batch_id
    from numbered
    left join replaced
        on numbered.signature = replaced.signature
        and numbered.position = replaced.position
        and numbered.is_told_later
)

select * from final
