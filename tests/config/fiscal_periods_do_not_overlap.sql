-- Property: every day of the calendar lies in its own fiscal period, periods follow each other day
-- after day, and a name or number of a period has one first and one last day; that holds too where
-- the seed fiscal_periods ends and calendar months begin.
-- Who relies on it: every report by fiscal period, and whoever closes one.
-- What would go wrong silently: two periods of one name would be added up as one, and a day in two
-- of them would be closed with the one and open with the other.
with

dates as (
    select * from {{ ref('dim_date') }}
),

periods as (
    select
        dates.fiscal_period_name,
        dates.fiscal_year,
        dates.fiscal_period,
        dates.fiscal_period_starts_on as starts_on,
        dates.fiscal_period_ends_on as ends_on,
        min(dates.date) as first_day,
        max(dates.date) as last_day
    from dates
    where dates.date is not null
    group by
        dates.fiscal_period_name, dates.fiscal_year, dates.fiscal_period,
        dates.fiscal_period_starts_on, dates.fiscal_period_ends_on
),

compared as (
    select
        periods.*,
        lag(periods.ends_on) over (
            order by periods.starts_on, periods.ends_on, periods.fiscal_period_name
        ) as ended_before,
        count(*) over (partition by periods.fiscal_period_name) as periods_of_the_name,
        count(*) over (partition by periods.fiscal_year, periods.fiscal_period)
            as periods_of_the_number
    from periods
)

select
    compared.fiscal_period_name,
    compared.starts_on,
    compared.ends_on,
    compared.ended_before,
    compared.first_day,
    compared.last_day
from compared
where compared.starts_on <> {{ date_plus_days('compared.ended_before', 1) }}
    or compared.first_day < compared.starts_on
    or compared.last_day > compared.ends_on
    or compared.periods_of_the_name > 1
    or compared.periods_of_the_number > 1
