-- Property: divide_round is exact and rounds ties away from zero, for both signs, for large amounts
-- and for a zero divisor.
-- Who relies on it: every ratio and every split of an amount in the reports.
-- What would go wrong silently: a quotient that went through a double is off by one unit on ties
-- and on large amounts only.
with

cases as (
    select
        1 as case_id,
        1.0 as numerator,
        8.0 as denominator,
        0.1250 as expected_4,
        0.13 as expected_2
    union all
    select 2, -1.0, 8.0, -0.1250, -0.13
    union all
    select 3, 1.0, -8.0, -0.1250, -0.13
    union all
    select 4, -1.0, -8.0, 0.1250, 0.13
    union all
    select 5, 2.0, 3.0, 0.6667, 0.67
    union all
    select 6, 0.0, 7.0, 0.0000, 0.00
    union all
    select 7, 5.0, 0.0, null, null
    union all
    select 8, null, 3.0, null, null
    union all
    select 9, 0.00005, 1.0, 0.0001, 0.00
    union all
    select 10, 0.000049999999, 1.0, 0.0000, 0.00
    union all
    select 11, 1234567.999900000001, 0.12345678, 10000001.6192, 10000001.62
    union all
    select 12, 1.0, 3.0, 0.3333, 0.33
),

results as (
    select
        cases.case_id,
        cases.expected_4,
        cases.expected_2,
        {{ divide_round('cases.numerator', 'cases.denominator', 4) }} as actual_4,
        {{ divide_round('cases.numerator', 'cases.denominator', 2) }} as actual_2
    from cases
)

select *
from results
where coalesce(results.actual_4, -1) <> coalesce(results.expected_4, -1)
    or coalesce(results.actual_2, -1) <> coalesce(results.expected_2, -1)
