-- Property: a product with measures has a size tier on every card of its country that ends in a
-- tier without limits; it weighs there what the product weighs, and a unit is priced in a tier and
-- at a weight of its own measures.
-- Who relies on it: every expected fulfillment and storage fee.
-- What would go wrong silently: goods without a tier have no expected fee, and goods in the tier of
-- others have another one.
with

profiles as (
    select * from {{ ref('int_fees__profiles') }}
),

profile_size_tiers as (
    select * from {{ ref('int_fees__profile_size_tiers') }}
),

fulfillment_expected as (
    select * from {{ ref('int_fees__fulfillment_expected') }}
),

subjects as (
    select * from {{ ref('int_fees__subjects') }}
),

complete_cards as (
    select country, effective_from
    from {{ ref('stg_reference__fba_size_tiers') }}
    where max_longest is null
        and max_median is null
        and max_shortest is null
        and max_length_plus_girth is null
        and min_unit_weight_above is null
        and max_unit_weight is null
        and max_dimensional_weight is null
        and max_billable_weight is null
    group by country, effective_from
)

select
    profiles.profile_key as goods,
    'no size tier' as problem
from profiles
inner join complete_cards
    on profiles.country = complete_cards.country
left join profile_size_tiers
    on profiles.profile_key = profile_size_tiers.profile_key
    and complete_cards.effective_from = profile_size_tiers.effective_from
where profile_size_tiers.profile_key is null
union all
select
    profile_size_tiers.profile_key as goods,
    'another weight' as problem
from profile_size_tiers
left join profiles
    on profile_size_tiers.profile_key = profiles.profile_key
where profiles.profile_key is null
    -- A pound has 0.45359237 kilograms, which are read to a tenth of a gram.
    or profile_size_tiers.unit_weight <> case
        when profile_size_tiers.weight_unit = 'kg'
            then
                cast(
                    round(
                        {{ exact_product(
                            'profiles.weight_lb', 'cast(0.45359237 as numeric(9, 8))'
                        ) }},
                        4
                    )
                    as numeric(12, 6)
                )
        else cast(profiles.weight_lb as numeric(12, 6))
    end
    or profile_size_tiers.billable_weight < profile_size_tiers.unit_weight
union all
select
    fulfillment_expected.subject_key as goods,
    'priced in a tier of other goods' as problem
from fulfillment_expected
inner join subjects
    on fulfillment_expected.subject_key = subjects.subject_key
left join profile_size_tiers
    on subjects.profile_key = profile_size_tiers.profile_key
    and fulfillment_expected.size_tier = profile_size_tiers.size_tier
    and fulfillment_expected.billable_weight = profile_size_tiers.billable_weight
where fulfillment_expected.size_tier is not null
    and profile_size_tiers.profile_key is null
