with

expected as (
    select * from {{ ref('int_fees__shopify_expected') }}
),

final as (
    -- Kept while a run computes other orders: a bill is shared over all payments of its month.
    select
        expected.subject_key,
        expected.fee_code,
        expected.store,
        expected.order_name as order_id,
        expected.sale_date,
        expected.priced_on,
        expected.currency,
        expected.expected_amount
    from expected
    where expected.fee_code = 'third_party_transaction_fee'
        and expected.expected_amount > 0
)

select * from final
