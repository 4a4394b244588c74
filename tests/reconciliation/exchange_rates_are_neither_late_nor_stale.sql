-- Property: an amount is translated at a rate published on its day or before it, and not longer ago
-- than allowed.
-- Who relies on it: anyone who recomputes a foreign amount from the central bank's own table.
-- What would go wrong silently: a rate of the next Monday makes Friday's profit depend on when the
-- report is run.
select
    event_key,
    event_date,
    fx_rate_date
from {{ ref('int_ledger__events') }}
-- The cost of goods that came back keeps the rate of their sale.
where component not in ('cogs_returned', 'cogs_written_off', 'goods_written_off')
    and (
        fx_rate_date > event_date
        or {{ days_between('fx_rate_date', 'event_date') }} > {{ var('fx_max_age_days') }}
    )
