with

subjects as (
    select * from {{ ref('int_fees__subjects') }}
),

stored_goods as (
    select * from {{ ref('int_fees__stored_goods') }}
),

needed as (
    select
        subjects.profile_key,
        subjects.country,
        subjects.product_type,
        subjects.longest_side_in,
        subjects.median_side_in,
        subjects.shortest_side_in,
        subjects.weight_lb
    from subjects
    union all
    select
        stored_goods.profile_key,
        stored_goods.country,
        stored_goods.product_type,
        stored_goods.longest_side_in,
        stored_goods.median_side_in,
        stored_goods.shortest_side_in,
        stored_goods.weight_lb
    from stored_goods
),

final as (
    -- Products of one size, weight and kind in one country are tiered once.
    select
        needed.profile_key,
        needed.country,
        needed.product_type,
        needed.longest_side_in,
        needed.median_side_in,
        needed.shortest_side_in,
        needed.weight_lb
    from needed
    where needed.profile_key is not null
    group by
        needed.profile_key, needed.country, needed.product_type, needed.longest_side_in,
        needed.median_side_in, needed.shortest_side_in, needed.weight_lb
)

select * from final
