-- Property: every year in the seed holidays has each holiday once, and Black Friday and Cyber
-- Monday fall on their weekday.
-- Who relies on it: the calendar dimension and whoever compares sales of holiday weeks.
-- What would go wrong silently: a year that was typed in halfway would compare Black Friday with an
-- ordinary Friday.
with

holidays as (
    select * from {{ ref('stg_reference__holidays') }}
),

names as (
    select
        holidays.country,
        holidays.holiday_name
    from holidays
    group by holidays.country, holidays.holiday_name
),

years as (
    select
        holidays.country,
        extract(year from holidays.holiday_date) as holiday_year
    from holidays
    group by holidays.country, extract(year from holidays.holiday_date)
),

counted as (
    select
        names.country,
        names.holiday_name,
        years.holiday_year,
        count(holidays.holiday_date) as day_count
    from names
    inner join years
        on names.country = years.country
    left join holidays
        on names.country = holidays.country
        and names.holiday_name = holidays.holiday_name
        and years.holiday_year = extract(year from holidays.holiday_date)
    group by names.country, names.holiday_name, years.holiday_year
)

select
    counted.holiday_name,
    cast(counted.holiday_year as integer) as holiday_year,
    'listed ' || cast(counted.day_count as {{ dbt.type_string() }}) || ' times' as fault
from counted
where counted.day_count <> 1
union all
select
    holidays.holiday_name,
    cast(extract(year from holidays.holiday_date) as integer) as holiday_year,
    'on the wrong weekday' as fault
from holidays
where (holidays.holiday_name = 'Black Friday' and extract(dow from holidays.holiday_date) <> 5)
    or (holidays.holiday_name = 'Cyber Monday' and extract(dow from holidays.holiday_date) <> 1)
