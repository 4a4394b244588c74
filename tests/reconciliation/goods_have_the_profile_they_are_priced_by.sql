-- Property: whatever is sold, asked about or stored with all measures names a profile that is
-- there, with the same measures.
-- Who relies on it: size tiers and fulfillment fees, which are worked out once per profile.
-- What would go wrong silently: goods whose profile is missing have no expected fees, and a profile
-- with other measures gives all its goods the fees of a larger or smaller product.
with

profiles as (
    select * from {{ ref('int_fees__profiles') }}
),

subjects as (
    select * from {{ ref('int_fees__subjects') }}
),

stored_goods as (
    select * from {{ ref('int_fees__stored_goods') }}
),

goods as (
    select
        subjects.profile_key, subjects.country, subjects.longest_side_in, subjects.median_side_in,
        subjects.shortest_side_in, subjects.weight_lb
    from subjects
    union all
    select
        stored_goods.profile_key, stored_goods.country, stored_goods.longest_side_in,
        stored_goods.median_side_in, stored_goods.shortest_side_in, stored_goods.weight_lb
    from stored_goods
)

select
    goods.profile_key,
    goods.country,
    goods.longest_side_in,
    profiles.longest_side_in as longest_side_of_profile
from goods
left join profiles
    on goods.profile_key = profiles.profile_key
where goods.profile_key is not null
    and (
        profiles.profile_key is null
        or goods.longest_side_in <> profiles.longest_side_in
        or goods.median_side_in <> profiles.median_side_in
        or goods.shortest_side_in <> profiles.shortest_side_in
        or goods.weight_lb <> profiles.weight_lb
        or coalesce(goods.country, '') <> coalesce(profiles.country, '')
    )
