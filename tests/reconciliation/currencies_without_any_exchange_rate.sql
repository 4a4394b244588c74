{{ config(severity='warn') }}
-- Property: several currencies landed and no exchange rates did: these amounts are not in the
-- totals.
-- Who relies on it: whoever reads a total and takes it for everything.
-- What would go wrong silently: nothing is translated at par, so the profit and loss is null where
-- these amounts belong.
select
    events.currency,
    reporting_currency.reporting_currency,
    count(*) as amount_count,
    min(events.event_date) as first_day,
    max(events.event_date) as last_day
from {{ ref('fact_ledger_events') }} as events
cross join {{ ref('int_fx__reporting_currency') }} as reporting_currency
where not reporting_currency.has_fx_rates
    and events.ledger_role in ('pnl', 'unallocated')
    and events.amount_reporting is null
group by events.currency, reporting_currency.reporting_currency
