-- Property: once exchange rates have landed, every amount of the profit and loss finds one that is
-- not too old.
-- Who relies on it: every total in the reporting currency.
-- What would go wrong silently: a currency without a rate would drop out of the profit, or count
-- one to one.
select
    events.currency,
    reporting_currency.reporting_currency,
    count(*) as amount_count,
    min(events.event_date) as first_day,
    max(events.event_date) as last_day
from {{ ref('fact_ledger_events') }} as events
cross join {{ ref('int_fx__reporting_currency') }} as reporting_currency
where reporting_currency.has_fx_rates
    and events.ledger_role in ('pnl', 'unallocated')
    and events.amount_reporting is null
group by events.currency, reporting_currency.reporting_currency
