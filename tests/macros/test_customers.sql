-- Property: months_between and quintile give what their headers promise.
-- Who relies on it: cohorts, and the scores of customers.
-- What would go wrong silently: a cohort of December would begin eleven months before itself; the
-- best fifth of the customers would hold a quarter of them.
with

cases as (
    select
        cast('2025-12-01' as date) as first_month,
        cast('2026-02-01' as date) as last_month,
        2 as expected_months,
        1 as place,
        5 as places,
        1 as expected_score
    union all
    select cast('2025-01-01' as date), cast('2025-01-31' as date), 0, 5, 5, 5
    union all
    select cast('2024-02-29' as date), cast('2026-02-01' as date), 24, 2, 5, 2
    union all
    select cast('2026-02-01' as date), cast('2025-12-01' as date), -2, 4, 4, 4
    union all
    select cast('2025-11-01' as date), cast('2025-12-01' as date), 1, 100, 101, 5
    union all
    select cast('2025-11-01' as date), cast('2026-01-01' as date), 2, 81, 100, 5
    union all
    select cast('2025-11-01' as date), cast('2026-01-01' as date), 2, 80, 100, 4
),

results as (
    select
        cases.*,
        {{ months_between('cases.first_month', 'cases.last_month') }} as actual_months,
        {{ quintile('cases.place', 'cases.places') }} as actual_score
    from cases
)

select *
from results
where results.actual_months <> results.expected_months
    or results.actual_score <> results.expected_score
