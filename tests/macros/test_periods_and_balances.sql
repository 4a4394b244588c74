-- Property: last_day_of_month, fiscal_period_name, balance_kind and from_ten_thousandths give what
-- their headers promise, leap years and two-digit periods included.
-- Who relies on it: the calendar, the close, and the receivables.
-- What would go wrong silently: the 29th of February would be in no period, and a reserve would
-- count as earned.
with

cases as (
    select
        1 as case_id,
        cast('2024-02-01' as date) as month_in,
        cast('2024-02-29' as date) as expected_last_day,
        9 as period_in,
        '2024-P09' as expected_name,
        'current_reserve' as component_in,
        'reserve' as expected_kind,
        123456 as units_in,
        12.3456 as expected_amount
    union all
    select
        2,
        cast('2025-02-01' as date),
        cast('2025-02-28' as date),
        10,
        '2024-P10',
        'transfer_unsuccessful',
        'transfer',
        -1,
        -0.0001
    union all
    select
        3,
        cast('2025-12-01' as date),
        cast('2025-12-31' as date),
        13,
        '2024-P13',
        'commission',
        'proceeds',
        0,
        0.0000
    union all
    select
        4,
        cast('2025-04-01' as date),
        cast('2025-04-30' as date),
        1,
        '2024-P01',
        'payable_to_amazon',
        'reserve',
        1000000,
        100.0000
),

results as (
    select
        cases.case_id,
        cases.expected_last_day,
        {{ last_day_of_month('cases.month_in') }} as actual_last_day,
        cases.expected_name,
        {{ fiscal_period_name('2024', 'cases.period_in') }} as actual_name,
        cases.expected_kind,
        {{ balance_kind('cases.component_in') }} as actual_kind,
        cases.expected_amount,
        {{ from_ten_thousandths('cases.units_in') }} as actual_amount
    from cases
)

select *
from results
where coalesce(actual_last_day <> expected_last_day, true)
    or coalesce(actual_name <> expected_name, true)
    or coalesce(actual_kind <> expected_kind, true)
    or coalesce(actual_amount <> expected_amount, true)
