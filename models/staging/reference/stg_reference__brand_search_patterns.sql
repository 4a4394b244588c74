with

brand_search_patterns as (
    select * from {{ ref('brand_search_patterns') }}
),

final as (
    select
        field,
        pattern,
        is_brand
    from brand_search_patterns
)

select * from final
