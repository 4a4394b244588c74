-- Property: lengths and weights of every unit become inches and pounds to the fourth decimal, units
-- that nobody knows become nothing, and no zero or absurd number passes for a measure.
-- Who relies on it: the size tier and the weight band of every fulfillment and storage fee.
-- What would go wrong silently: a product of 45.72 cm is one of 18 inches exactly, and a rounding
-- error makes it oversize.
with

cases as (
    select
        1 as case_id,
        cast(45.72 as numeric(18, 8)) as amount,
        'cm' as unit,
        18.0000 as expected_inches,
        cast(null as numeric(18, 4)) as expected_pounds,
        45.7200 as expected_measure
    union all
    select 2, 12.00005, 'Inches', 12.0001, null, 12.0001
    union all
    select 3, 300, 'mm', 11.8110, null, 300.0000
    union all
    select 4, 0.45359237, 'Kilograms', null, 1.0000, 0.4536
    union all
    select 5, 8, 'ounces', null, 0.5000, 8.0000
    union all
    select 6, 453.59237, ' g ', null, 1.0000, 453.5924
    union all
    select 7, 3.25, 'pounds', null, 3.2500, 3.2500
    union all
    select 8, 3.25, 'stone', null, null, 3.2500
    union all
    select 9, 0, 'cm', 0.0000, null, null
    union all
    select 10, -1, 'in', -1.0000, null, null
    union all
    select 11, 0.00004, 'in', 0.0000, null, null
    union all
    select 12, 100000, null, null, null, null
    union all
    select 13, 99999.9999, '', null, null, 99999.9999
    union all
    select 14, null, 'cm', null, null, null
    union all
    select 15, 1, 'Centimetres', 0.3937, null, 1.0000
    union all
    select 16, 1, 'kg', null, 2.2046, 1.0000
),

results as (
    select
        cases.*,
        {{ to_inches('cases.amount', 'cases.unit') }} as actual_inches,
        {{ to_pounds('cases.amount', 'cases.unit') }} as actual_pounds,
        {{ product_measure('cases.amount') }} as actual_measure
    from cases
),

side_cases as (
    select
        1 as case_id,
        cast(4 as numeric(9, 4)) as a,
        cast(9 as numeric(9, 4)) as b,
        cast(5.5 as numeric(9, 4)) as c,
        9.0000 as expected_longest,
        5.5000 as expected_median,
        4.0000 as expected_shortest
    union all
    select 2, 5.5, 5.5, 9, 9.0000, 5.5000, 5.5000
    union all
    select 3, 2, 2, 2, 2.0000, 2.0000, 2.0000
    union all
    select 4, 4, null, 5.5, null, null, null
    union all
    select 5, 99999.9999, 99999.9999, 99999.9998, 99999.9999, 99999.9999, 99999.9998
),

side_results as (
    select
        side_cases.*,
        {{ longest_side('side_cases.a', 'side_cases.b', 'side_cases.c') }} as actual_longest,
        {{ median_side('side_cases.a', 'side_cases.b', 'side_cases.c') }} as actual_median,
        {{ shortest_side('side_cases.a', 'side_cases.b', 'side_cases.c') }} as actual_shortest
    from side_cases
)

select
    'units' as subject,
    results.case_id
from results
where coalesce(results.actual_inches, -9) <> coalesce(results.expected_inches, -9)
    or coalesce(results.actual_pounds, -9) <> coalesce(results.expected_pounds, -9)
    or coalesce(results.actual_measure, -9) <> coalesce(results.expected_measure, -9)
union all
select
    'sides' as subject,
    side_results.case_id
from side_results
where coalesce(side_results.actual_longest, -9) <> coalesce(side_results.expected_longest, -9)
    or coalesce(side_results.actual_median, -9) <> coalesce(side_results.expected_median, -9)
    or coalesce(side_results.actual_shortest, -9) <> coalesce(side_results.expected_shortest, -9)
