with

google_ads as (
    select * from {{ ref('stg_google_ads__campaigns') }}
),

meta_ads as (
    select * from {{ ref('stg_meta_ads__campaigns') }}
),

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
    -- What each advertising file says, row by row and before any rule of the ledger.
    select
        google_ads.store, 'google_ads' as source, 'campaigns' as report, google_ads.source_file,
        '' as document_id, google_ads.currency, 'landed' as total_kind,
        coalesce(google_ads.cost, 0) as amount
    from google_ads
    where google_ads.record_type = 'data'
    union all
    select
        google_ads.store, 'google_ads' as source, 'campaigns' as report, google_ads.source_file,
        '' as document_id, google_ads.currency, 'stated' as total_kind,
        coalesce(google_ads.cost, 0) as amount
    from google_ads
    where google_ads.record_type = 'control' and google_ads.campaign = 'Total: Account'
    union all
    select
        meta_ads.store, 'meta_ads' as source, 'campaigns' as report, meta_ads.source_file,
        '' as document_id, meta_ads.currency, 'landed' as total_kind,
        coalesce(meta_ads.spend, 0) as amount
    from meta_ads
    where meta_ads.record_type = 'data'
    union all
    select
        sponsored_products.store, 'amazon_ads' as source, 'sponsored_products' as report,
        sponsored_products.source_file, '' as document_id, sponsored_products.currency,
        'landed' as total_kind, coalesce(sponsored_products.spend, 0) as amount
    from sponsored_products
    where sponsored_products.record_type = 'data'
    union all
    select
        sponsored_brands.store, 'amazon_ads' as source, 'sponsored_brands' as report,
        sponsored_brands.source_file, '' as document_id, sponsored_brands.currency,
        'landed' as total_kind, coalesce(sponsored_brands.spend, 0) as amount
    from sponsored_brands
    where sponsored_brands.record_type = 'data'
    union all
    select
        sponsored_display.store, 'amazon_ads' as source, 'sponsored_display' as report,
        sponsored_display.source_file, '' as document_id, sponsored_display.currency,
        'landed' as total_kind, coalesce(sponsored_display.spend, 0) as amount
    from sponsored_display
    where sponsored_display.record_type = 'data'
)

select * from final
