-- Property: once exchange rates have landed, every amount of the profit and loss finds one that is
-- not too old.
-- Who relies on it: every total in the reporting currency.
-- What would go wrong silently: a currency without a rate would drop out of the profit, or count
-- one to one.
select
    events.store,
    events.currency,
    events.event_date,
    events.source_file,
    events.amount
from {{ ref('fact_ledger_events') }} as events
cross join {{ ref('int_fx__reporting_currency') }} as reporting_currency
where reporting_currency.has_fx_rates
    and events.ledger_role in ('pnl', 'unallocated')
    and events.amount_reporting is null
