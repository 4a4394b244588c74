-- Property: the rows, orders and sales that a platform claims are those that landed, per store and
-- platform.
-- Who relies on it: whoever holds the claims of a platform against the orders that it is credited
-- with.
-- What would go wrong silently: a platform would seem to claim less than it does, and look the more
-- honest for it.
with

report_rows as (
    select * from {{ ref('int_ads__report_rows') }}
),

claims as (
    select * from {{ ref('int_ads__claims') }}
),

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
    -- Meta tells purchases in a column of their own, or as the result of a row that is about them.
    select
        google_ads.store,
        'google_ads' as platform,
        {{ money('google_ads.conversions') }} as orders,
        {{ money('google_ads.conversion_value') }} as sales
    from google_ads
    where google_ads.record_type = 'data'
    union all
    select
        meta_ads.store,
        'meta_ads' as platform,
        case
            when meta_ads.purchases is not null then {{ money('meta_ads.purchases') }}
            when lower(meta_ads.result_indicator) like '%purchase%'
                then {{ money('meta_ads.results') }}
        end as orders,
        cast(null as numeric(18, 4)) as sales
    from meta_ads
    where meta_ads.record_type = 'data'
    union all
    select
        sponsored_products.store,
        'amazon_ads' as platform,
        {{ money('sponsored_products.orders') }} as orders,
        {{ money('sponsored_products.sales') }} as sales
    from sponsored_products
    where sponsored_products.record_type = 'data'
    union all
    select
        sponsored_brands.store,
        'amazon_ads' as platform,
        {{ money('sponsored_brands.orders') }} as orders,
        {{ money('sponsored_brands.sales') }} as sales
    from sponsored_brands
    where sponsored_brands.record_type = 'data'
    union all
    select
        sponsored_display.store,
        'amazon_ads' as platform,
        {{ money('sponsored_display.orders') }} as orders,
        {{ money('sponsored_display.sales') }} as sales
    from sponsored_display
    where sponsored_display.record_type = 'data'
),

told_per_platform as (
    select
        told.store,
        told.platform,
        count(*) as row_count,
        coalesce(sum(told.orders), 0) as orders,
        coalesce(sum(told.sales), 0) as sales
    from told
    where told.orders is not null
        or told.sales is not null
    group by told.store, told.platform
),

claimed_per_platform as (
    select
        report_rows.store,
        report_rows.platform,
        count(*) as row_count,
        sum(claims.claimed_orders) as orders,
        sum(claims.claimed_sales) as sales
    from claims
    inner join report_rows
        on claims.ad_spend_key = report_rows.ad_spend_key
    group by report_rows.store, report_rows.platform
)

select
    told_per_platform.store,
    told_per_platform.platform,
    told_per_platform.row_count as rows_told,
    claimed_per_platform.row_count as rows_there,
    told_per_platform.orders,
    claimed_per_platform.orders as claimed_orders,
    told_per_platform.sales,
    claimed_per_platform.sales as claimed_sales
from told_per_platform
left join claimed_per_platform
    on told_per_platform.store = claimed_per_platform.store
    and told_per_platform.platform = claimed_per_platform.platform
where told_per_platform.row_count <> coalesce(claimed_per_platform.row_count, 0)
    or told_per_platform.orders <> coalesce(claimed_per_platform.orders, 0)
    or told_per_platform.sales <> coalesce(claimed_per_platform.sales, 0)
