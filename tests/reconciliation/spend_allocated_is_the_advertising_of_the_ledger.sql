-- Property: per store, day and currency, the spend of fact_ad_spend_allocated is the advertising of
-- the ledger.
-- Who relies on it: whoever compares what order lines bear with the advertising of the profit and
-- loss.
-- What would go wrong silently: advertising that only a bill tells would be in the profit and in no
-- list of spend, and campaigns would look cheaper than the month.
with

booked as (
    select
        ledger_events.store,
        ledger_events.event_date as spend_date,
        ledger_events.currency,
        -sum(ledger_events.amount) as spend
    from {{ ref('fact_ledger_events') }} as ledger_events
    where ledger_events.ledger_role = 'pnl'
        and ledger_events.measure = 'ad_spend'
    group by ledger_events.store, ledger_events.event_date, ledger_events.currency
),

allocated as (
    select
        spend_allocated.store,
        spend_allocated.spend_date,
        spend_allocated.currency,
        sum(spend_allocated.allocated_amount) as spend
    from {{ ref('fact_ad_spend_allocated') }} as spend_allocated
    group by spend_allocated.store, spend_allocated.spend_date, spend_allocated.currency
)

select
    coalesce(booked.store, allocated.store) as store,
    coalesce(booked.spend_date, allocated.spend_date) as spend_date,
    coalesce(booked.currency, allocated.currency) as currency,
    booked.spend as booked_spend,
    allocated.spend as allocated_spend
from booked
full outer join allocated
    on booked.store = allocated.store
    and booked.spend_date = allocated.spend_date
    and booked.currency = allocated.currency
where coalesce(booked.spend, 0) <> coalesce(allocated.spend, 0)
