with

us_regions as (
    select * from {{ ref('stg_reference__us_regions') }}
),

us_region_spellings as (
    select * from {{ ref('stg_reference__us_region_spellings') }}
),

written as (
    -- Buyers and platforms write a state as its code, its name, its ISO code or a form of old.
    select
        us_regions.region,
        us_regions.region_code as spelling
    from us_regions
    union all
    select
        us_regions.region,
        us_regions.region_name as spelling
    from us_regions
    union all
    select
        us_regions.region,
        us_regions.region as spelling
    from us_regions
    union all
    select
        us_region_spellings.region,
        us_region_spellings.spelling
    from us_region_spellings
),

final as (
    select
        {{ normalized_code('written.spelling') }} as spelling_code,
        written.region
    from written
)

select * from final
