with

us_region_spellings as (
    select * from {{ ref('us_region_spellings') }}
),

final as (
    select
        spelling,
        'US-' || region_code as region
    from us_region_spellings
)

select * from final
