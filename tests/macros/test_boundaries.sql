-- Property: a card's day, a price band, a weight band, a limit and a band of weeks each hold the
-- end that their headers say, and leave out the other one.
-- Who relies on it: every expected fee.
-- What would go wrong silently: a unit of exactly 4 oz, at exactly 10.00 or on the day of a change
-- would be priced by the neighboring cell.
with

cases as (
    select
        'in effect: first day' as case_id,
        'day' as kind,
        cast('2025-10-15' as date) as day_value,
        cast(0 as numeric(18, 4)) as value,
        cast(0 as numeric(18, 4)) as lower_end,
        cast(0 as numeric(18, 4)) as upper_end,
        true as expected
    union all
    select 'in effect: last day', 'day', cast('2026-01-14' as date), 0, 0, 0, true
    union all
    select 'in effect: day before', 'day', cast('2025-10-14' as date), 0, 0, 0, false
    union all
    select 'in effect: day after', 'day', cast('2026-01-15' as date), 0, 0, 0, false
    union all
    select 'price: lower end', 'price', null, 10.00, 10.00, 50.00, true
    union all
    select 'price: upper end', 'price', null, 50.00, 10.00, 50.00, true
    union all
    select 'price: above', 'price', null, 50.01, 10.00, 50.00, false
    union all
    select 'price: below', 'price', null, 9.99, 10.00, 50.00, false
    union all
    select 'price: rounds up into the band', 'price', null, 9.9950, 10.00, 50.00, true
    union all
    select 'price: rounds down out of it', 'price', null, 9.9949, 10.00, 50.00, false
    union all
    select 'price: rounds down into it', 'price', null, 50.0049, 10.00, 50.00, true
    union all
    select 'price: without an end', 'price', null, 99999, 50.01, null, true
    union all
    select 'price: none', 'price', null, null, 0, null, null
    union all
    select 'weight: lower end', 'weight', null, 0.1250, 0.1250, 0.2500, false
    union all
    select 'weight: just above it', 'weight', null, 0.1251, 0.1250, 0.2500, true
    union all
    select 'weight: upper end', 'weight', null, 0.2500, 0.1250, 0.2500, true
    union all
    select 'weight: just above that', 'weight', null, 0.2501, 0.1250, 0.2500, false
    union all
    select 'weight: without an end', 'weight', null, 99999, 150, null, true
    union all
    select 'limit: kept', 'limit', null, 18, null, 18, true
    union all
    select 'limit: exceeded', 'limit', null, 18.0001, null, 18, false
    union all
    select 'limit: none', 'limit', null, 99999, null, null, true
    union all
    select 'weeks: lower end', 'weeks', null, 22, 22, 28, true
    union all
    select 'weeks: below', 'weeks', null, 21.9999, 22, 28, false
    union all
    select 'weeks: upper end', 'weeks', null, 28, 22, 28, false
    union all
    select 'weeks: without an end', 'weeks', null, 500, 52, null, true
),

cards as (
    select
        cases.*,
        cast('2025-10-15' as date) as effective_from,
        cast('2026-01-15' as date) as effective_to,
        cases.lower_end as price_from,
        cases.upper_end as price_up_to
    from cases
),

results as (
    select
        cards.case_id,
        cards.expected,
        case cards.kind
            when 'day' then {{ in_effect('cards.day_value', 'cards') }}
            when 'price' then {{ in_price_band('cards.value', 'cards') }}
            when 'weight' then {{ above_up_to('cards.value', 'cards.lower_end', 'cards.upper_end') }}
            when 'limit' then {{ at_most('cards.value', 'cards.upper_end') }}
            when 'weeks' then {{ from_below('cards.value', 'cards.lower_end', 'cards.upper_end') }}
        end as actual
    from cards
)

select
    results.case_id,
    results.expected,
    results.actual
from results
where coalesce(case when results.actual then 1 else 0 end, 0)
    <> coalesce(case when results.expected then 1 else 0 end, 0)
    or (results.actual is null) <> (results.expected is null)
