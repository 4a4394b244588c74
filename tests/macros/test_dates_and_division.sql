-- Property: date_key, days_between, date_plus_days and int_divide give what their headers promise.
-- Who relies on it: the calendar, the age of exchange rates, every whole division.
-- What would go wrong silently: an engine that rounds a division, or counts weeks or months its own
-- way, shifts dates by a day.
with

cases as (
    select
        1 as case_id,
        cast('2025-02-27' as date) as first_date,
        cast('2025-03-01' as date) as last_date,
        20250227 as expected_key,
        2 as expected_days,
        7 as numerator,
        2 as denominator,
        3 as expected_quotient
    union all
    select 2, cast('2024-03-01' as date), cast('2024-02-28' as date), 20240301, -2, 0, 5, 0
    union all
    select 3, cast('2025-12-31' as date), cast('2026-01-01' as date), 20251231, 1, 5, 0, null
    union all
    select 4, cast('2026-11-22' as date), cast('2026-11-22' as date), 20261122, 0, 999, 1000, 0
),

results as (
    select
        cases.*,
        {{ date_key('cases.first_date') }} as actual_key,
        {{ days_between('cases.first_date', 'cases.last_date') }} as actual_days,
        {{ date_plus_days('cases.first_date', 'cases.expected_days') }} as actual_last_date,
        {{ int_divide('cases.numerator', 'cases.denominator') }} as actual_quotient
    from cases
)

select *
from results
where results.actual_key <> results.expected_key
    or results.actual_days <> results.expected_days
    or results.actual_last_date <> results.last_date
    or coalesce(results.actual_quotient, -1) <> coalesce(results.expected_quotient, -1)
