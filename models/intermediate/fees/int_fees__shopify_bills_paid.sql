with

shopify_payments as (
    select * from {{ ref('int_orders__shopify_payments') }}
),

billing as (
    select * from {{ ref('int_fees__shopify_billing_classified') }}
),

months_billed as (
    select
        billing.store,
        billing.billed_month,
        min(billing.batch_id) as first_batch_id,
        min(billing.charged_date) as first_charged_date
    from billing
    group by billing.store, billing.billed_month
),

final as (
    -- A payout pays the bill of this month or of the one before: where the bill itself has landed,
    -- it tells the same money in more detail.
    select
        shopify_payments.payment_key,
        shopify_payments.store,
        max(months_billed.billed_month) as billed_month,
        min(months_billed.first_batch_id) as first_batch_id,
        min(months_billed.first_charged_date) as first_charged_date
    from shopify_payments
    inner join months_billed
        on shopify_payments.store = months_billed.store
        and months_billed.billed_month in (
            cast({{ dbt.date_trunc('month', 'shopify_payments.transaction_date') }} as date),
            {{ month_before('shopify_payments.transaction_date') }}
        )
    where shopify_payments.component = 'shopify_billing'
    group by shopify_payments.payment_key, shopify_payments.store
)

select * from final
