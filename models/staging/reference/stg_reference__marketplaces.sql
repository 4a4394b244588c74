with

marketplaces as (
    select * from {{ ref('marketplaces') }}
),

final as (
    -- The time zone tells which day the local dates of a marketplace mean.
    select
        marketplace_name,
        country,
        currency,
        time_zone,
        is_vat_inclusive
    from marketplaces
)

select * from final
