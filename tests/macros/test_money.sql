-- Property: money, cents and from_cents round half away from zero and undo each other on whole
-- cents.
-- Who relies on it: every amount of the models.
-- What would go wrong silently: half-to-even rounding moves a cent on every second tie.
with

cases as (
    select
        1 as case_id,
        2.00005000 as amount,
        2.0001 as expected_money,
        200 as expected_cents
    union all
    select 2, -2.00005000, -2.0001, -200
    union all
    select 3, 12.34500000, 12.3450, 1235
    union all
    select 4, -0.00500000, -0.0050, -1
    union all
    select 5, 0.12500000, 0.1250, 13
    union all
    select 6, 0.00000000, 0.0000, 0
    union all
    select 7, 9999999999.99000000, 9999999999.9900, 999999999999
    union all
    select 8, null, null, null
),

results as (
    select
        cases.case_id,
        cases.expected_money,
        cases.expected_cents,
        {{ money('cases.amount') }} as actual_money,
        {{ cents('cases.amount') }} as actual_cents,
        {{ cents(from_cents('cases.expected_cents')) }} as cents_again
    from cases
)

select *
from results
where coalesce(results.actual_money, -1) <> coalesce(results.expected_money, -1)
    or coalesce(results.actual_cents, -99) <> coalesce(results.expected_cents, -99)
    or coalesce(results.cents_again, -99) <> coalesce(results.expected_cents, -99)
