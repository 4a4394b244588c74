with

payments_classified as (
    select * from {{ ref('int_fees__shopify_payments_classified') }}
),

shopify_payments as (
    select * from {{ ref('int_orders__shopify_payments') }}
),

subjects as (
    select * from {{ ref('int_fees__shopify_subjects') }}
),

fees_billed as (
    select * from {{ ref('int_fees__shopify_transaction_fees_billed') }}
),

paid_out as (
    -- A payout states one fee per payment, the conversion of a foreign currency inside. A row of a
    -- dispute's fee alone states it as its amount.
    select
        subjects.subject_key,
        case
            when payments_classified.subject_kind in ('charge', 'refund') then 'card_processing_fee'
            else 'chargeback_fee'
        end as fee_code,
        subjects.store,
        subjects.order_name,
        shopify_payments.currency,
        case
            when payments_classified.subject_kind = 'dispute_fee'
                then {{ money('shopify_payments.fee - shopify_payments.amount') }}
            else shopify_payments.fee
        end as charged_amount,
        shopify_payments.transaction_date,
        shopify_payments.source_file,
        shopify_payments.source_line,
        shopify_payments.batch_id
    from payments_classified
    inner join shopify_payments
        on payments_classified.payment_key = shopify_payments.payment_key
    inner join subjects
        on payments_classified.payment_key = subjects.payment_key
),

billed as (
    -- Of several bills of a month the payment bears its part of each.
    select
        fees_billed.subject_key,
        fees_billed.fee_code,
        fees_billed.store,
        fees_billed.order_name,
        fees_billed.currency,
        {{ money('sum(fees_billed.charged_amount)') }} as charged_amount,
        min(fees_billed.charged_date) as transaction_date,
        min(fees_billed.source_file) as source_file,
        min(fees_billed.source_line) as source_line,
        min(fees_billed.batch_id) as batch_id
    from fees_billed
    inner join subjects
        on fees_billed.subject_key = subjects.subject_key
    group by
        fees_billed.subject_key, fees_billed.fee_code, fees_billed.store,
        fees_billed.order_name, fees_billed.currency
),

final as (
    select * from paid_out
    union all
    select * from billed
)

select * from final
