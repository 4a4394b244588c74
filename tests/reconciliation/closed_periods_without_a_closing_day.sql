{{ config(severity='warn') }}
-- Property: whoever closes a period in which something was booked writes down when.
-- Who relies on it: whoever has signed a month.
-- What would go wrong silently: without that moment only the days on documents say what came late,
-- so that a file of old documents which lands after the close changes the closed month.
select
    fiscal_periods.fiscal_year,
    fiscal_periods.fiscal_period,
    fiscal_periods.ends_on,
    count(*) as event_count
from {{ ref('stg_reference__fiscal_periods') }} as fiscal_periods
inner join {{ ref('fact_ledger_events') }} as ledger_events
    on fiscal_periods.starts_on <= ledger_events.event_date
    and fiscal_periods.ends_on >= ledger_events.event_date
where {{ is_closed('fiscal_periods.ends_on') }}
    and fiscal_periods.closed_at is null
group by
    fiscal_periods.fiscal_year, fiscal_periods.fiscal_period, fiscal_periods.ends_on
