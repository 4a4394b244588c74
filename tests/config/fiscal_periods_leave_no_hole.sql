-- Property: each fiscal period begins on the day after the one before it, and their numbers follow
-- each other: no day lies in two periods or between two.
-- Who relies on it: dim_date, which gives each day one period, and every report by fiscal period.
-- What would go wrong silently: a day in two periods would count twice in every total, a day in
-- none would fall into a calendar month that the brand does not have.
with

periods as (
    select
        fiscal_year,
        fiscal_period,
        starts_on,
        ends_on,
        lag(fiscal_year) over (order by starts_on, ends_on) as year_before,
        lag(fiscal_period) over (order by starts_on, ends_on) as period_before,
        lag(ends_on) over (order by starts_on, ends_on) as ended_before
    from {{ ref('stg_reference__fiscal_periods') }}
)

select
    fiscal_year,
    fiscal_period,
    starts_on,
    ended_before
from periods
where ended_before is not null
    and (
        starts_on <> {{ date_plus_days('ended_before', 1) }}
        or not (
            (fiscal_year = year_before and fiscal_period = period_before + 1)
            or (fiscal_year = year_before + 1 and fiscal_period = 1)
        )
    )
