with

eea_countries as (
    select * from {{ ref('eea_countries') }}
),

final as (
    -- The Union is a part of the Economic Area.
    select
        country,
        is_eu_member
    from eea_countries
)

select * from final
