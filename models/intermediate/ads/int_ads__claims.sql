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

told as (
    -- Meta's results are purchases only where the row says so; the purchase column goes first.
    select
        google_ads.store,
        google_ads.source_file,
        google_ads.source_line,
        {{ money('google_ads.conversions') }} as claimed_orders,
        {{ money('google_ads.conversion_value') }} as claimed_sales
    from google_ads
    where google_ads.record_type = 'data'
    union all
    select
        meta_ads.store,
        meta_ads.source_file,
        meta_ads.source_line,
        {{ money(
            "coalesce(meta_ads.purchases, case when lower(meta_ads.result_indicator)"
            " like '%purchase%' then meta_ads.results end)"
        ) }} as claimed_orders,
        cast(null as numeric(18, 4)) as claimed_sales
    from meta_ads
    where meta_ads.record_type = 'data'
    union all
    select
        sponsored_products.store,
        sponsored_products.source_file,
        sponsored_products.source_line,
        {{ money('sponsored_products.orders') }} as claimed_orders,
        {{ money('sponsored_products.sales') }} as claimed_sales
    from sponsored_products
    where sponsored_products.record_type = 'data'
    union all
    select
        sponsored_brands.store,
        sponsored_brands.source_file,
        sponsored_brands.source_line,
        {{ money('sponsored_brands.orders') }} as claimed_orders,
        {{ money('sponsored_brands.sales') }} as claimed_sales
    from sponsored_brands
    where sponsored_brands.record_type = 'data'
    union all
    select
        sponsored_display.store,
        sponsored_display.source_file,
        sponsored_display.source_line,
        {{ money('sponsored_display.orders') }} as claimed_orders,
        {{ money('sponsored_display.sales') }} as claimed_sales
    from sponsored_display
    where sponsored_display.record_type = 'data'
),

final as (
    select
        {{ hash_key(["told.store", "told.source_file", "told.source_line"]) }} as ad_spend_key,
        told.claimed_orders,
        told.claimed_sales
    from told
    where told.claimed_orders is not null
        or told.claimed_sales is not null
)

select * from final
