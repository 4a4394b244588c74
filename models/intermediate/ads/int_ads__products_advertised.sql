with

sponsored_products as (
    select * from {{ ref('stg_amazon_ads__sponsored_products') }}
),

sponsored_brands as (
    select * from {{ ref('stg_amazon_ads__sponsored_brands') }}
),

sponsored_display as (
    select * from {{ ref('stg_amazon_ads__sponsored_display') }}
),

told as (
    select
        sponsored_products.store,
        sponsored_products.source_file,
        sponsored_products.source_line,
        sponsored_products.advertised_sku,
        sponsored_products.advertised_asin
    from sponsored_products
    union all
    select
        sponsored_brands.store,
        sponsored_brands.source_file,
        sponsored_brands.source_line,
        sponsored_brands.advertised_sku,
        sponsored_brands.advertised_asin
    from sponsored_brands
    union all
    select
        sponsored_display.store,
        sponsored_display.source_file,
        sponsored_display.source_line,
        sponsored_display.advertised_sku,
        sponsored_display.advertised_asin
    from sponsored_display
),

final as (
    -- Reports by product say what was advertised; those by campaign do not.
    select
        {{ hash_key(["told.store", "told.source_file", "told.source_line"]) }} as ad_spend_key,
        told.store,
        told.advertised_sku,
        told.advertised_asin
    from told
    where told.advertised_sku is not null
        or told.advertised_asin is not null
)

select * from final
