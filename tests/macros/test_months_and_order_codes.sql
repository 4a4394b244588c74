-- Property: last_day_of_month, month_before and order_number give what their headers promise.
-- Who relies on it: the month in which storage counts, and the order that bears a parcel.
-- What would go wrong silently: a leap day or a year's end would put storage into another month; an
-- order that a shipping tool prints without its sign would lose its parcels.
with

cases as (
    select
        cast('2024-02-01' as date) as day,
        cast('2024-02-29' as date) as expected_last_day,
        cast('2024-01-01' as date) as expected_month_before,
        '#1001' as number,
        '1001' as expected_code
    union all
    select
        cast('2025-12-31' as date),
        cast('2025-12-31' as date),
        cast('2025-11-01' as date),
        '1001',
        '1001'
    union all
    select
        cast('2025-01-10' as date),
        cast('2025-01-31' as date),
        cast('2024-12-01' as date),
        'AG-#7',
        'ag-7'
    union all
    select
        cast('2025-03-31' as date),
        cast('2025-03-31' as date),
        cast('2025-02-01' as date),
        '114-2223334-5556667',
        '114-2223334-5556667'
),

results as (
    select
        cases.*,
        {{ last_day_of_month('cases.day') }} as actual_last_day,
        {{ month_before('cases.day') }} as actual_month_before,
        {{ order_number('cases.number') }} as actual_code
    from cases
)

select *
from results
where results.actual_last_day <> results.expected_last_day
    or results.actual_month_before <> results.expected_month_before
    or results.actual_code <> results.expected_code
