-- Property: every fee that is expected of an order line, of its refunds or as a chargeback is
-- compared with its charge, at the sum over the line's shipments, and not known where one of them
-- is not.
-- Who relies on it: the audit, which reads the comparison alone.
-- What would go wrong silently: a fee that is left out was never expected, so that its charge looks
-- like one without a rule and is never claimed.
with

amazon_compared as (
    select * from {{ ref('int_fees__amazon_compared') }}
),

fees as (
    select order_line_key, fee_code, currency, expected_amount
    from {{ ref('int_fees__amazon_expected') }}
    where subject_kind = 'order_line'
    union all
    select order_line_key, fee_code, currency, expected_amount
    from {{ ref('int_fees__refunds_expected') }}
    union all
    select order_line_key, fee_code, currency, expected_amount
    from {{ ref('int_fees__chargebacks_expected') }}
),

fees_per_line as (
    select
        order_line_key,
        fee_code,
        currency,
        count(*) as fee_count,
        count(expected_amount) as known_count,
        sum(expected_amount) as expected_amount
    from fees
    group by order_line_key, fee_code, currency
)

select
    fees_per_line.order_line_key,
    fees_per_line.fee_code,
    fees_per_line.expected_amount as expected_of_shipments,
    amazon_compared.expected_amount
from fees_per_line
left join amazon_compared
    on fees_per_line.order_line_key = amazon_compared.order_line_key
    and fees_per_line.fee_code = amazon_compared.fee_code
    and coalesce(fees_per_line.currency, '') = coalesce(amazon_compared.currency, '')
where amazon_compared.order_line_key is null
    or (fees_per_line.known_count < fees_per_line.fee_count)
    <> (amazon_compared.expected_amount is null)
    or amazon_compared.expected_amount <> fees_per_line.expected_amount
