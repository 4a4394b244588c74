-- Property: the variable closed_through is the last day of a fiscal period of the calendar.
-- Who relies on it: whoever closes the books; what is closed keeps its figures.
-- What would go wrong silently: half a period would be frozen and the other half go on changing.
with

last_closed as (
    select max(dates.date) as last_closed_day
    from {{ ref('dim_date') }} as dates
    where {{ is_closed('dates.date') }}
)

select
    last_closed.last_closed_day,
    dates.fiscal_period_ends_on
from last_closed
inner join {{ ref('dim_date') }} as dates
    on last_closed.last_closed_day = dates.date
where last_closed.last_closed_day <> dates.fiscal_period_ends_on
