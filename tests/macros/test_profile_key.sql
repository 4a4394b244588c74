-- Property: two products share a profile exactly when country, kind of goods and all four measures
-- are the same to the fourth decimal, and a product without a measure has none.
-- Who relies on it: size tier, fulfillment fee and storage size of every product.
-- What would go wrong silently: two products of one key would both be priced as one of them.
with

products as (
    select
        'the first' as case_id,
        'US' as country,
        'non_apparel' as product_type,
        cast(10 as numeric(9, 4)) as longest_side_in,
        cast(6 as numeric(9, 4)) as median_side_in,
        cast(0.5 as numeric(9, 4)) as shortest_side_in,
        cast(0.25 as numeric(9, 4)) as weight_lb,
        'same' as expected
    union all
    select 'its twin', 'US', 'non_apparel', 10.0000, 6.0, 0.5000, 0.250, 'same'
    union all
    select 'other country', 'CA', 'non_apparel', 10, 6, 0.5, 0.25, 'other'
    union all
    select 'other kind', 'US', 'apparel', 10, 6, 0.5, 0.25, 'other'
    union all
    select 'a little longer', 'US', 'non_apparel', 10.0001, 6, 0.5, 0.25, 'other'
    union all
    select 'a little wider', 'US', 'non_apparel', 10, 6.0001, 0.5, 0.25, 'other'
    union all
    select 'a little thicker', 'US', 'non_apparel', 10, 6, 0.5001, 0.25, 'other'
    union all
    select 'a little heavier', 'US', 'non_apparel', 10, 6, 0.5, 0.2501, 'other'
    union all
    select 'no weight', 'US', 'non_apparel', 10, 6, 0.5, null, 'none'
    union all
    select 'weightless', 'US', 'non_apparel', 10, 6, 0.5, 0, 'none'
    union all
    select 'no sides', 'US', 'non_apparel', null, null, null, 0.25, 'none'
    union all
    select 'no median side', 'US', 'non_apparel', 10, null, 0.5, 0.25, 'none'
    union all
    select 'flat', 'US', 'non_apparel', 10, 6, 0, 0.25, 'none'
),

keyed as (
    select
        products.*,
        {{ profile_key('products') }} as profile_key
    from products
),

first_key as (
    select keyed.profile_key
    from keyed
    where keyed.case_id = 'the first'
),

results as (
    select
        keyed.case_id,
        keyed.expected,
        case
            when keyed.profile_key is null then 'none'
            when keyed.profile_key = first_key.profile_key then 'same'
            else 'other'
        end as actual
    from keyed
    cross join first_key
)

select *
from results
where results.actual <> results.expected
