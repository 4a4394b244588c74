-- Property: per store, day and event type, the fact adds up to the events of the roles pnl and
-- unallocated.
-- Who relies on it: every report, because all of them read the fact alone.
-- What would go wrong silently: a dimension join that matches twice would multiply a day's profit.
with

events as (
    select
        store,
        event_date,
        event_type,
        cast(sum(amount_reporting) as numeric(18, 4)) as booked_amount
    from {{ ref('fact_ledger_events') }}
    where ledger_role in ('pnl', 'unallocated')
        and amount_reporting is not null
    group by store, event_date, event_type
),

performance as (
    select
        store,
        event_date,
        event_type,
        cast(sum(net_profit + unallocated_amount) as numeric(18, 4)) as fact_amount,
        sum(case when net_profit is null then 1 else 0 end) as untranslated_rows
    from {{ ref('fact_financial_performance') }}
    group by store, event_date, event_type
)

select
    coalesce(events.store, performance.store) as store,
    coalesce(events.event_date, performance.event_date) as event_date,
    coalesce(events.event_type, performance.event_type) as event_type,
    events.booked_amount,
    performance.fact_amount
from events
full outer join performance
    on events.store = performance.store
    and events.event_date = performance.event_date
    and events.event_type = performance.event_type
where coalesce(events.booked_amount, 0) <> coalesce(performance.fact_amount, 0)
    and coalesce(performance.untranslated_rows, 0) = 0
