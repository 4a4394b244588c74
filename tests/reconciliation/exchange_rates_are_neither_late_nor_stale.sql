-- Property: an amount is translated at a rate published on its day or before it, and not longer ago
-- than allowed. The day of an account charge that is shared over products is the day it was posted.
-- Who relies on it: anyone who recomputes a foreign amount from the central bank's own table.
-- What would go wrong silently: a rate of the next Monday makes Friday's profit depend on when the
-- report is run.
with

events as (
    select
        ledger_events.event_key,
        case
            when ledger_events.basis = 'allocated'
                and ledger_events.report in ('settlements', 'date_range')
                then ledger_events.posted_date
            else ledger_events.own_date
        end as translated_on,
        ledger_events.fx_rate_date
    from {{ ref('fact_ledger_events') }} as ledger_events
    -- The cost of goods that came back keeps the rate of their sale, that of goods found again the
    -- rate of their loss.
    where ledger_events.component
        not in ('cogs_returned', 'cogs_written_off', 'goods_written_off', 'stock_found')
)

select
    event_key,
    translated_on,
    fx_rate_date
from events
where fx_rate_date > translated_on
    or {{ days_between('fx_rate_date', 'translated_on') }} > {{ var('fx_max_age_days') }}
