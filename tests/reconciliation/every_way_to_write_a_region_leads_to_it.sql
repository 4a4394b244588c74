-- Property: the code, the name and the ISO code of each region of the United States, and each other
-- spelling of the seed, lead to that region, however they are cased and spaced; nothing else does.
-- Who relies on it: the estimates by region.
-- What would go wrong silently: the sales of a state that buyers write in one of its ways would be
-- sales of no state.
with

us_regions as (
    select * from {{ ref('stg_reference__us_regions') }}
),

us_region_spellings as (
    select * from {{ ref('stg_reference__us_region_spellings') }}
),

region_names as (
    select * from {{ ref('int_halo__region_names') }}
),

ways as (
    -- As a buyer may write them.
    select
        us_regions.region,
        ' ' || lower(us_regions.region_code) || '.' as written
    from us_regions
    union all
    select
        us_regions.region,
        upper(us_regions.region_name) as written
    from us_regions
    union all
    select
        us_regions.region,
        replace(us_regions.region, '-', ' ') as written
    from us_regions
    union all
    select
        us_region_spellings.region,
        us_region_spellings.spelling || ',' as written
    from us_region_spellings
)

select
    coalesce(ways.region, region_names.region) as region,
    ways.written,
    region_names.spelling_code
from ways
full outer join region_names
    on {{ normalized_code('ways.written') }} = region_names.spelling_code
    and ways.region = region_names.region
where ways.region is null
    or region_names.region is null
