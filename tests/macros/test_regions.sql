-- Property: a region as a platform prints it is the code of the region without its country, and a
-- week begins on its Monday.
-- Who relies on it: advertising by region and week, which meets Amazon's sales by state.
-- What would go wrong silently: spend of a state would count as spend of no region.
with

cases as (
    select
        1 as case_id,
        'California' as region_text,
        'california' as expected
    union all
    select 2, 'California, United States', 'california'
    union all
    select 3, 'CA, USA', 'ca'
    union all
    select 4, 'Washington, D.C.', 'washingtondc'
    union all
    select 5, 'US-NY', 'usny'
),

texts as (
    select
        cases.case_id,
        {{ region_text_code('cases.region_text') }} as actual,
        cases.expected
    from cases
),

days as (
    select
        6 as case_id,
        cast('2025-03-02' as date) as day_in_week,
        cast('2025-02-24' as date) as expected
    union all
    select 7, cast('2025-02-24' as date), cast('2025-02-24' as date)
)

select
    texts.case_id,
    texts.actual,
    texts.expected
from texts
where coalesce(texts.actual, '') <> texts.expected
union all
select
    days.case_id,
    cast({{ week_of('days.day_in_week') }} as {{ dbt.type_string() }}) as actual,
    cast(days.expected as {{ dbt.type_string() }}) as expected
from days
where {{ week_of('days.day_in_week') }} <> days.expected
