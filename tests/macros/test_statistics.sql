-- Property: the quantile of t, the sum of a series, the root and the fixed places are those of the
-- tables (t: scipy, to the fourth place).
-- Who relies on it: every interval and every verdict about advertising and Amazon sales.
-- What would go wrong silently: a quantile that is too small makes intervals that are too narrow.
with

cases as (
    select
        1 as case_id,
        4 as degrees_of_freedom,
        2.7764 as expected,
        0.0010 as tolerance
    union all
    select 2, 5, 2.5706, 0.0004
    union all
    select 3, 10, 2.2281, 0.0001
    union all
    select 4, 50, 2.0086, 0.0001
    union all
    select 5, 100000, 1.9600, 0.0001
),

quantiles as (
    select
        cases.case_id,
        {{ t_quantile(1.959963984540054, 'cases.degrees_of_freedom') }} as actual,
        cases.expected,
        cases.tolerance
    from cases
),

others as (
    select
        6 as case_id,
        {{ geometric_sum('0.5', 3) }} as actual,
        1.75 as expected
    union all
    select 7, {{ geometric_sum('1', 3) }}, 3
    union all
    select 8, {{ square_root('9') }}, 3
    union all
    select 9, {{ square_root('-0.000001') }}, 0
    union all
    select 10, {{ raised('0', 0) }}, 1
    union all
    select 11, {{ six_places('1.23456789') }}, 1.234568
    union all
    select 12, {{ six_places('-1.2345675') }}, -1.234568
    union all
    select 13, coalesce({{ six_places('1000000000000000.0') }}, -1), -1
    union all
    select 14, coalesce({{ unless_tiny('0.0000000000000001', '100') }}, -1), -1
    union all
    select 15, {{ unless_tiny('4', '100') }}, 4
    union all
    select 16, coalesce({{ t_quantile(1.959963984540054, '3.9') }}, -1), -1
)

select
    quantiles.case_id,
    quantiles.actual,
    quantiles.expected
from quantiles
where coalesce(abs(quantiles.actual - quantiles.expected), 1) > quantiles.tolerance
union all
select
    others.case_id,
    others.actual,
    others.expected
from others
where coalesce(abs(others.actual - others.expected), 1) > 0.0000001
