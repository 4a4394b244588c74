with

expected as (
    select * from {{ ref('int_fees__shopify_expected') }}
),

charged as (
    select * from {{ ref('int_fees__shopify_charged') }}
),

shopify_payments as (
    select * from {{ ref('int_orders__shopify_payments') }}
),

first_charges as (
    select
        shopify_payments.store,
        shopify_payments.order_name,
        min(shopify_payments.batch_id) as batch_id,
        min(shopify_payments.transaction_date) as transaction_date
    from shopify_payments
    where shopify_payments.treatment = 'charge'
    group by shopify_payments.store, shopify_payments.order_name
),

replaced as (
    -- Before the first charge of an order landed, the whole order was priced.
    select
        expected.store,
        expected.order_name,
        expected.fee_code,
        expected.currency,
        expected.sale_date,
        expected.rate_card_row_id,
        expected.expected_amount,
        first_charges.batch_id as replaced_batch_id,
        first_charges.transaction_date as replaced_date
    from expected
    inner join first_charges
        on expected.store = first_charges.store
        and expected.order_name = first_charges.order_name
    where expected.subject_kind = 'replaced'
    union all
    -- A transaction fee is billed for the month.
    select
        expected.store,
        expected.order_name,
        expected.fee_code,
        expected.currency,
        expected.sale_date,
        expected.rate_card_row_id,
        expected.expected_amount,
        charged.batch_id as replaced_batch_id,
        charged.transaction_date as replaced_date
    from expected
    inner join charged
        on expected.subject_key = charged.subject_key
        and expected.fee_code = charged.fee_code
    where expected.fee_code = 'third_party_transaction_fee'
        and {{ is_closed('expected.sale_date') }}
),

final as (
    -- What the rate card said of an order of a closed period before it was charged.
    select
        replaced.store,
        replaced.order_name,
        replaced.fee_code,
        case
            when replaced.fee_code = 'third_party_transaction_fee' then 'shopify_fees'
            else 'payment_processing_fees'
        end as measure,
        min(replaced.currency) as currency,
        min(replaced.sale_date) as sale_date,
        min(replaced.rate_card_row_id) as rate_card_row_id,
        {{ money('sum(replaced.expected_amount)') }} as estimated_amount,
        min(replaced.replaced_batch_id) as replaced_batch_id,
        min(replaced.replaced_date) as replaced_date
    from replaced
    where replaced.expected_amount is not null
    group by replaced.store, replaced.order_name, replaced.fee_code
)

select * from final
