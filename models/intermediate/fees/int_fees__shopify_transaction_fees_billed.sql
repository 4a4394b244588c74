with

billing as (
    select * from {{ ref('int_fees__shopify_billing_classified') }}
),

expected as (
    select * from {{ ref('int_fees__transaction_fees_expected') }}
),

weighed as (
    -- A bill states one fee for all payments of a month; each bears it by what the rate card
    -- expects of it.
    select
        billing.billing_key,
        billing.store,
        billing.charged_date,
        billing.currency,
        expected.subject_key,
        expected.fee_code,
        expected.order_id as order_name,
        expected.sale_date,
        {{ cents('billing.amount') }} as billed_cents,
        {{ cents('expected.expected_amount') }} as expected_cents,
        billing.source_file,
        billing.source_line,
        billing.batch_id
    from billing
    inner join expected
        on billing.store = expected.store
        and billing.currency = expected.currency
        and billing.billed_month
        = cast({{ dbt.date_trunc('month', 'expected.priced_on') }} as date)
    where billing.treatment = 'transaction_fees'
),

{{ allocation_steps(
    from_cte='weighed', total='billed_cents', weight='expected_cents',
    partition_by='billing_key', order_by='order_name, subject_key', result='charged_cents'
) }},

final as (
    select
        allocated.billing_key,
        allocated.subject_key,
        allocated.fee_code,
        allocated.store,
        allocated.order_name,
        allocated.sale_date,
        allocated.charged_date,
        allocated.currency,
        {{ from_cents('allocated.charged_cents') }} as charged_amount,
        allocated.source_file,
        allocated.source_line,
        allocated.batch_id
    from allocated
)

select * from final
