-- Property: convert_amount multiplies first, divides once and rounds once, half away from zero;
-- null without a rate.
-- Who relies on it: every amount in the reporting currency.
-- What would go wrong silently: a cross rate that is rounded before it is used moves large amounts
-- by cents, and amounts over a million overflow.
with

cases as (
    select
        1 as case_id,
        100.0000 as amount,
        1.0892 as rate_to,
        1.4695 as rate_from,
        74.1204 as expected
    union all
    select 2, 1.0000, 1.0, 8.0, 0.1250
    union all
    select 3, 0.0001, 1.0, 2.0, 0.0001
    union all
    select 4, -0.0001, 1.0, 2.0, -0.0001
    union all
    select 5, 0.0001, 1.0, 2.00000001, 0.0000
    union all
    select 6, 1000000000000.0000, 1.08921234, 0.87026543, 1251586357968.9705
    union all
    select 7, -12345678.9000, 1.0, 16130.23, -765.3753
    union all
    select 8, 5.0000, 1.0, null, null
    union all
    select 9, 0.0000, 1.5, 0.5, 0.0000
    union all
    select 10, 16130.2300, 1.0892, 16130.23, 1.0892
),

results as (
    select
        cases.case_id,
        cases.expected,
        {{ convert_amount('cases.amount', 'cases.rate_to', 'cases.rate_from') }} as actual
    from cases
)

select *
from results
where coalesce(results.actual, -1) <> coalesce(results.expected, -1)
