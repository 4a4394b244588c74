with

google_ads as (
    select * from {{ ref('stg_google_ads__campaigns') }}
),

meta_ads as (
    select * from {{ ref('stg_meta_ads__campaigns') }}
),

amazon_ads as (
    select * from {{ ref('stg_amazon_ads__sponsored_products') }}
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
        amazon_ads.store, 'amazon_ads' as source, 'sponsored_products' as report,
        amazon_ads.source_file, '' as document_id, amazon_ads.currency, 'landed' as total_kind,
        coalesce(amazon_ads.spend, 0) as amount
    from amazon_ads
    where amazon_ads.record_type = 'data'
)

select * from final
