-- Property: a text that is a plain number becomes that number, every other text none; no text ends
-- the build.
-- Who relies on it: the weeks of the storage surcharge and the days of the surcharge on old stock.
-- What would go wrong silently: a text that is read as another number picks another tier; loudly, a
-- dash would end the build.
with

cases as (
    select
        1 as case_id,
        '25.5' as text_value,
        25.5000 as expected
    union all
    select 2, '456', 456.0000
    union all
    select 3, '-', null
    union all
    select 4, 'old', null
    union all
    select 5, '', null
    union all
    select 6, '.', null
    union all
    select 7, '.5', 0.5000
    union all
    select 8, '12.', 12.0000
    union all
    select 9, '1.2.3', null
    union all
    select 10, '-4', null
    union all
    select 11, '1e5', null
    union all
    select 12, '25.333333333333333333', 25.3333
    union all
    select 13, '999999999', 999999999.0000
    union all
    select 14, '1000000000', null
    union all
    select 15, null, null
    union all
    select 16, '.333333333333333333', 0.3333
    union all
    select 17, '22 weeks', null
    union all
    select 18, '0', 0.0000
),

results as (
    select
        cases.case_id,
        cases.expected,
        {{ plain_number('cases.text_value') }} as actual
    from cases
)

select *
from results
where coalesce(results.actual, -1) <> coalesce(results.expected, -1)
