-- Property: a fee of an order line that the ledger estimates is not in it as a charge, settled or
-- billed, unless only some of the line's units are settled: then the estimate is less than that
-- of all units.
-- Who relies on it: the profit of sales that wait for their settlement.
-- What would go wrong silently: a fee that Amazon charges before it settles the price, or that a
-- bill of Shopify states for a whole month, would be borne twice.
with

estimates as (
    select
        ledger_events.order_line_key,
        ledger_events.component as fee_code,
        ledger_events.currency,
        cast(sum(ledger_events.amount) as numeric(18, 4)) as amount
    from {{ ref('fact_ledger_events') }} as ledger_events
    where ledger_events.report = 'rate_cards'
        and ledger_events.order_line_key is not null
    group by ledger_events.order_line_key, ledger_events.component, ledger_events.currency
    -- The estimate of a closed period stays there and is taken back when its charge is booked.
    having sum(ledger_events.amount) <> 0
),

charges as (
    select
        ledger_events.order_line_key,
        coalesce(fee_codes.fee_code, ledger_events.component) as fee_code,
        cast(sum(ledger_events.amount) as numeric(18, 4)) as amount
    from {{ ref('fact_ledger_events') }} as ledger_events
    left join {{ ref('stg_reference__amazon_fee_codes') }} as fee_codes
        on ledger_events.component = fee_codes.component
    where ledger_events.basis in ('actual', 'allocated')
        and ledger_events.order_line_key is not null
    group by
        ledger_events.order_line_key, coalesce(fee_codes.fee_code, ledger_events.component)
),

settled_in_part as (
    select
        fee_audit.order_line_key,
        fee_audit.fee_code,
        fee_audit.expected_amount
    from {{ ref('fact_fee_audit') }} as fee_audit
    where fee_audit.reason = 'partly_settled'
)

select
    estimates.order_line_key,
    estimates.fee_code,
    estimates.currency,
    estimates.amount as estimated_amount,
    charges.amount as charged_amount
from estimates
inner join charges
    on estimates.order_line_key = charges.order_line_key
    and estimates.fee_code = charges.fee_code
left join settled_in_part
    on estimates.order_line_key = settled_in_part.order_line_key
    and estimates.fee_code = settled_in_part.fee_code
where settled_in_part.order_line_key is null
    or -estimates.amount >= settled_in_part.expected_amount
