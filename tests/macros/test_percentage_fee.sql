-- Property: percentage_fee adds the part of the amount and the fixed fee, then rounds once, half up
-- to the cent; a part that the card does not have counts as 0, an unknown amount as unknown.
-- Who relies on it: every expected fee of a payment.
-- What would go wrong silently: rounding the part before the fixed fee is added moves fees by a
-- cent, and the audit would find differences that are none.
with

cases as (
    select
        1 as case_id,
        49.9900 as amount,
        0.029000 as rate,
        0.3000 as fixed_fee,
        1.7500 as expected
    union all
    select 2, 5.0000, 0.001000, null, 0.0100
    union all
    select 3, 4.9900, 0.001000, null, 0.0000
    union all
    select 4, 100.0000, null, 15.0000, 15.0000
    union all
    select 5, null, 0.029000, 0.3000, null
    union all
    select 6, 1.0000, 0.004000, 0.3010, 0.3100
    union all
    select 7, 12345678.9000, 0.054800, 0.0000, 676543.2000
    union all
    select 8, 99999999999.9900, 0.999999, 0.0100, 99999900000.0000
    union all
    select 9, -40.0000, null, 15.0000, 15.0000
    union all
    select 10, 20.0000, 0.000025, null, 0.0000
),

results as (
    select
        cases.case_id,
        cases.expected,
        {{ percentage_fee('cases.amount', 'cases.rate', 'cases.fixed_fee') }} as actual
    from cases
)

select *
from results
where coalesce(results.actual, -1) <> coalesce(results.expected, -1)
