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

final as (
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
)

select * from final
