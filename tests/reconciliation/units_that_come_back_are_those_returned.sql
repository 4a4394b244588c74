-- Property: the units of order lines that come back are those that the shop and Amazon return,
-- day by day.
-- Who relies on it: return rates, and the units of every report.
-- What would go wrong silently: returns of units carry no money that a landed total would miss.
with

returned as (
    select
        store,
        return_date as event_date,
        booking,
        quantity
    from {{ ref('int_ledger__shopify_units_returned') }}
    union all
    select
        store,
        posted_date as event_date,
        'now' as booking,
        -quantity as quantity
    from {{ ref('int_settlements__units_returned') }}
),

returned_per_day as (
    select
        store,
        event_date,
        booking,
        sum(quantity) as units
    from returned
    group by store, event_date, booking
),

booked_per_day as (
    select
        store,
        event_date,
        booking,
        sum(quantity) as units
    from {{ ref('int_ledger__unit_events') }}
    where event_type = 'refund'
    group by store, event_date, booking
)

select
    coalesce(returned_per_day.store, booked_per_day.store) as store,
    coalesce(returned_per_day.event_date, booked_per_day.event_date) as event_date,
    returned_per_day.units as units_returned,
    booked_per_day.units as units_booked
from returned_per_day
full outer join booked_per_day
    on returned_per_day.store = booked_per_day.store
    and returned_per_day.event_date = booked_per_day.event_date
    and returned_per_day.booking = booked_per_day.booking
where coalesce(returned_per_day.units, 0) <> coalesce(booked_per_day.units, 0)
