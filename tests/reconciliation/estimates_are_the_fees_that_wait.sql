-- Property: per store, order, fee code and currency, the ledger estimates exactly what the audit
-- expects of the fees that nobody has charged yet.
-- Who relies on it: the profit of recent sales, and whoever asks the audit what it is made of.
-- What would go wrong silently: an estimate would stay after its charge arrived, or a sale without
-- a charge would look more profitable than it is.
with

settled_in_part as (
    -- Of these the ledger estimates the units that wait, which the audit does not tell apart.
    select
        fee_audit.store,
        fee_audit.order_id,
        fee_audit.fee_code
    from {{ ref('fact_fee_audit') }} as fee_audit
    where fee_audit.reason = 'partly_settled'
    group by fee_audit.store, fee_audit.order_id, fee_audit.fee_code
),

estimated as (
    select
        ledger_events.store,
        ledger_events.document_id as order_id,
        ledger_events.component as fee_code,
        ledger_events.currency,
        cast(-sum(ledger_events.amount) as numeric(18, 4)) as estimated_amount
    from {{ ref('fact_ledger_events') }} as ledger_events
    left join settled_in_part
        on ledger_events.store = settled_in_part.store
        and ledger_events.document_id = settled_in_part.order_id
        and ledger_events.component = settled_in_part.fee_code
    where ledger_events.report = 'rate_cards'
        and settled_in_part.order_id is null
    group by
        ledger_events.store, ledger_events.document_id, ledger_events.component,
        ledger_events.currency
),

unknown_in_part as (
    -- Of an order with a payment that nobody can price, the ledger estimates nothing. A line of
    -- Amazon that nobody can price leaves the others of its order alone.
    select
        fee_audit.store,
        fee_audit.order_id,
        fee_audit.fee_code
    from {{ ref('fact_fee_audit') }} as fee_audit
    where fee_audit.expected_amount is null
        and fee_audit.order_line_key is null
    group by fee_audit.store, fee_audit.order_id, fee_audit.fee_code
),

waiting as (
    select
        fee_audit.store,
        fee_audit.order_id,
        fee_audit.fee_code,
        fee_audit.currency,
        cast(sum(fee_audit.expected_amount) as numeric(18, 4)) as expected_amount
    from {{ ref('fact_fee_audit') }} as fee_audit
    left join unknown_in_part
        on fee_audit.store = unknown_in_part.store
        and fee_audit.order_id = unknown_in_part.order_id
        and fee_audit.fee_code = unknown_in_part.fee_code
    left join settled_in_part
        on fee_audit.store = settled_in_part.store
        and fee_audit.order_id = settled_in_part.order_id
        and fee_audit.fee_code = settled_in_part.fee_code
    where fee_audit.reason = 'not_settled_yet'
        and fee_audit.order_id is not null
        and unknown_in_part.order_id is null
        and settled_in_part.order_id is null
    group by
        fee_audit.store, fee_audit.order_id, fee_audit.fee_code, fee_audit.currency
)

select
    coalesce(estimated.store, waiting.store) as store,
    coalesce(estimated.order_id, waiting.order_id) as order_id,
    coalesce(estimated.fee_code, waiting.fee_code) as fee_code,
    coalesce(estimated.currency, waiting.currency) as currency,
    estimated.estimated_amount,
    waiting.expected_amount
from estimated
full outer join waiting
    on estimated.store = waiting.store
    and estimated.order_id = waiting.order_id
    and estimated.fee_code = waiting.fee_code
    and estimated.currency = waiting.currency
where coalesce(estimated.estimated_amount, 0) <> coalesce(waiting.expected_amount, 0)
