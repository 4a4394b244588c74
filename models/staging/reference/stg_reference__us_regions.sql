with

us_regions as (
    select * from {{ ref('us_regions') }}
),

final as (
    -- The code is that of ISO 3166-2: a state of another country may have the same two letters.
    select
        'US-' || region_code as region,
        region_code,
        region_name,
        region_kind,
        population
    from us_regions
)

select * from final
