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

final as (
    -- The three kinds of Amazon's advertising are one account and one bill.
    select
        sponsored_products.store,
        'sponsored_products' as report,
        sponsored_products.campaign,
        sponsored_products.campaign_id,
        sponsored_products.country,
        sponsored_products.period_start_date,
        sponsored_products.period_end_date,
        sponsored_products.currency,
        sponsored_products.spend,
        sponsored_products.impressions,
        sponsored_products.clicks,
        sponsored_products.source_file,
        sponsored_products.source_line,
        sponsored_products.batch_id,
        sponsored_products.loaded_at
    from sponsored_products
    where sponsored_products.record_type = 'data'
    union all
    select
        sponsored_brands.store,
        'sponsored_brands' as report,
        sponsored_brands.campaign,
        sponsored_brands.campaign_id,
        sponsored_brands.country,
        sponsored_brands.period_start_date,
        sponsored_brands.period_end_date,
        sponsored_brands.currency,
        sponsored_brands.spend,
        sponsored_brands.impressions,
        sponsored_brands.clicks,
        sponsored_brands.source_file,
        sponsored_brands.source_line,
        sponsored_brands.batch_id,
        sponsored_brands.loaded_at
    from sponsored_brands
    where sponsored_brands.record_type = 'data'
    union all
    select
        sponsored_display.store,
        'sponsored_display' as report,
        sponsored_display.campaign,
        sponsored_display.campaign_id,
        sponsored_display.country,
        sponsored_display.period_start_date,
        sponsored_display.period_end_date,
        sponsored_display.currency,
        sponsored_display.spend,
        sponsored_display.impressions,
        sponsored_display.clicks,
        sponsored_display.source_file,
        sponsored_display.source_line,
        sponsored_display.batch_id,
        sponsored_display.loaded_at
    from sponsored_display
    where sponsored_display.record_type = 'data'
)

select * from final
