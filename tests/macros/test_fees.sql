-- Property: dimensional weight, girth, started steps, portions of a price, rounding and refund
-- administration give what their headers promise, at their edges and for large and small values.
-- Who relies on it: every expected fee of Amazon.
-- What would go wrong silently: a step or a cent too much on every unit looks like an overcharge by
-- Amazon.
with

weights as (
    select
        'longer than standard' as case_id,
        cast(18.01 as numeric(12, 6)) as longest,
        cast(14 as numeric(12, 6)) as median,
        cast(8 as numeric(12, 6)) as shortest,
        cast(null as numeric(12, 4)) as minimum_side,
        cast(139 as numeric(12, 4)) as divisor,
        14.511655 as expected,
        62.01 as expected_girth
    union all
    select 'short side below the minimum', 24, 7.5, 1, 2, 139, 2.589928, 41
    union all
    select 'both below it', 24, 1.5, 1, 2, 139, 0.690647, 29
    union all
    select 'short side at it', 24, 7.5, 2, 2, 139, 2.589928, 43
    union all
    select 'longest side never raised', 1, 1, 1, 2, 139, 0.028777, 5
    union all
    select 'no minimum', 24, 7.5, 1, null, 139, 1.294964, 41
    union all
    select 'kilograms', 25.4, 15.24, 1.27, null, 5000, 0.098322, 58.42
    union all
    select 'a container', 240, 96, 96, 2, 139, 15912.517986, 624
    union all
    select 'millimeters taken for inches', 2000, 2000, 2000, 2, 139, 57553956.834532, 10000
    union all
    select 'the largest measure', 99999, 99999, 99999, 2, 139, 7194244604.316547, 499995
    union all
    select 'a missing long side', null, 7.5, 1, 2, 139, null, null
    union all
    select 'a missing short side', 24, 7.5, null, null, 139, null, null
),

weight_results as (
    select
        weights.*,
        {{ dimensional_weight(
            'weights.longest', 'weights.median', 'weights.shortest', 'weights.minimum_side',
            'weights.divisor'
        ) }} as actual,
        {{ length_plus_girth('weights.longest', 'weights.median', 'weights.shortest') }}
            as actual_girth
    from weights
),

steps as (
    select
        'below' as case_id,
        cast(2.9999 as numeric(18, 6)) as weight,
        cast(6.97 as numeric(18, 4)) as base_fee,
        cast(0.08 as numeric(18, 4)) as increment_fee,
        cast(3 as numeric(12, 6)) as increment_above,
        cast(0.25 as numeric(12, 6)) as increment_step,
        0 as expected_steps,
        6.97 as expected_fee
    union all
    select 'at the edge', 3, 6.97, 0.08, 3, 0.25, 0, 6.97
    union all
    select 'just above', 3.0001, 6.97, 0.08, 3, 0.25, 1, 7.05
    union all
    select 'a hundredth above', 3.01, 6.97, 0.08, 3, 0.25, 1, 7.05
    union all
    select 'one whole step', 3.25, 6.97, 0.08, 3, 0.25, 1, 7.05
    union all
    select 'two steps', 3.2501, 6.97, 0.08, 3, 0.25, 2, 7.13
    union all
    select 'half pounds of apparel', 3.51, 6.97, 0.16, 3, 0.5, 2, 7.29
    union all
    select 'no increments', 3.25, 6.67, null, null, null, 0, 6.67
    union all
    select 'tenths', 0.3, 1, 1, 0, 0.1, 3, 4
    union all
    select 'thirds of a step', 1, 1, 1, 0, 0.333333, 4, 5
    union all
    select 'heavy', 10000, 1, 0.01, 0, 0.1, 100000, 1001
),

step_results as (
    select
        steps.*,
        {{ started_steps('steps.weight', 'steps.increment_above', 'steps.increment_step') }}
            as actual_steps,
        {{ stepped_fee('steps.weight', 'steps') }} as actual_fee
    from steps
),

prices as (
    select
        'above its end' as case_id,
        cast(400 as numeric(18, 4)) as price,
        cast(0 as numeric(18, 4)) as portion_above,
        cast(200 as numeric(18, 4)) as portion_up_to,
        200 as expected
    union all
    select 'open end', 400, 200, null, 200
    union all
    select 'not reached', 150, 200, null, 0
    union all
    select 'at its start', 200, 200, null, 0
    union all
    select 'at its end', 200, 0, 200, 200
    union all
    select 'between', 450, 100, 1000, 350
    union all
    select 'beyond both', 5000, 100, 1000, 900
    union all
    select 'whole price', 17.99, 0, null, 17.99
),

price_results as (
    select
        prices.*,
        {{ portion('prices.price', 'prices') }} as actual
    from prices
),

units as (
    select
        'inches' as case_id,
        cast(10 as numeric(9, 4)) as measure,
        'in' as unit,
        10.000000 as expected
    union all
    select 'centimeters', 10, 'cm', 25.400000
    union all
    select 'pounds', 1, 'lb', 1.000000
    union all
    select 'kilograms', 1, 'kg', 0.453600
    union all
    select 'limit of 45 cm', 17.7165, 'cm', 45.000000
    union all
    select 'limit of 2.5 cm', 0.9843, 'cm', 2.500000
    union all
    select 'limit of 76 cm', 29.9213, 'cm', 76.000000
    union all
    select 'limit of 120 cm', 47.2441, 'cm', 120.000000
    union all
    select 'a millimeter above it', 47.2835, 'cm', 120.100000
    union all
    select 'limit of 800 g', 1.7637, 'kg', 0.800000
    union all
    select 'a gram above it', 1.7659, 'kg', 0.801000
    union all
    select 'tie', 0.1250, 'cm', 0.318000
    union all
    select 'finer than the trip', 0.0001, 'kg', 0.000000
),

unit_results as (
    select
        units.*,
        {{ in_unit('units.measure', 'units.unit') }} as actual
    from units
),

roundings as (
    select
        'down' as case_id,
        cast(3.6639 as numeric(18, 6)) as fee,
        3.66 as expected
    union all
    select 'tie', 0.125, 0.13
    union all
    select 'tie of an even cent', 0.135, 0.14
    union all
    select 'just below the tie', 0.124999, 0.12
    union all
    select 'negative tie', -0.125, -0.13
),

rounding_results as (
    select
        roundings.*,
        {{ round_fee('roundings.fee') }} as actual
    from roundings
),

refunds as (
    select
        'below the cap' as case_id,
        cast(0.20 as numeric(9, 6)) as rate,
        'referral_fee' as rate_base,
        cast(5 as numeric(18, 4)) as amount_cap,
        cast(7.65 as numeric(18, 4)) as commission,
        cast(0.54 as numeric(18, 4)) as commission_tax,
        1.53 as expected
    union all
    select 'with tax', 0.20, 'referral_fee_with_tax', 5, 7.65, 0.54, 1.64
    union all
    select 'at the cap', 0.20, 'referral_fee', 5, 25, 0, 5
    union all
    select 'above it', 0.20, 'referral_fee', 5, 30, 0, 5
    union all
    select 'no commission', 0.20, 'referral_fee', 5, null, null, null
    union all
    select 'no card', null, null, null, 30, 0, null
),

refund_results as (
    select
        refunds.*,
        {{ refund_administration('refunds', 'refunds.commission', 'refunds.commission_tax') }}
            as actual
    from refunds
)

select
    'dimensional weight' as subject,
    weight_results.case_id
from weight_results
where coalesce(weight_results.actual, -9) <> coalesce(weight_results.expected, -9)
    or coalesce(weight_results.actual_girth, -9) <> coalesce(weight_results.expected_girth, -9)
union all
select
    'steps' as subject,
    step_results.case_id
from step_results
where coalesce(step_results.actual_steps, -9) <> step_results.expected_steps
    or coalesce(step_results.actual_fee, -9) <> step_results.expected_fee
union all
select
    'portion' as subject,
    price_results.case_id
from price_results
where coalesce(price_results.actual, -9) <> price_results.expected
union all
select
    'unit' as subject,
    unit_results.case_id
from unit_results
where coalesce(unit_results.actual, -9) <> unit_results.expected
union all
select
    'rounding' as subject,
    rounding_results.case_id
from rounding_results
where coalesce(rounding_results.actual, -9) <> rounding_results.expected
union all
select
    'refund' as subject,
    refund_results.case_id
from refund_results
where coalesce(refund_results.actual, -9) <> coalesce(refund_results.expected, -9)
