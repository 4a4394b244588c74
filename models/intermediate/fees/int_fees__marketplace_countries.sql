with

marketplaces as (
    select * from {{ ref('stg_reference__marketplaces') }}
),

final as (
    -- A what-if may name the marketplace or its country.
    select
        lower(marketplaces.marketplace_name) as marketplace_code,
        marketplaces.country,
        marketplaces.currency
    from marketplaces
    union all
    select
        lower(marketplaces.country) as marketplace_code,
        marketplaces.country,
        min(marketplaces.currency) as currency
    from marketplaces
    group by lower(marketplaces.country), marketplaces.country
)

select * from final
