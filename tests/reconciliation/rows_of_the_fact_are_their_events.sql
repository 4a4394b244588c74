-- Property: each row of the fact has the profit and the unallocated money of the events that point
-- to it, and no event points to another row.
-- Who relies on it: whoever follows a number of a report to file and line.
-- What would go wrong silently: the trail of a number would lead to other documents than its own.
with

events as (
    select
        financial_performance_key,
        sum(amount_reporting) as amount,
        sum(case when amount_reporting is null then 1 else 0 end) as untranslated_events
    from {{ ref('fact_ledger_events') }}
    where financial_performance_key is not null
    group by financial_performance_key
),

booked as (
    select
        financial_performance_key,
        net_profit + unallocated_amount as amount
    from {{ ref('fact_financial_performance') }}
)

select
    coalesce(events.financial_performance_key, booked.financial_performance_key)
        as financial_performance_key,
    events.amount as event_amount,
    booked.amount as booked_amount
from booked
full outer join events
    on booked.financial_performance_key = events.financial_performance_key
where coalesce(events.untranslated_events, 0) = 0
    and coalesce(events.amount, 0) <> coalesce(booked.amount, 0)
