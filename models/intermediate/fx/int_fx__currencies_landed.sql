with

shopify_orders as (
    select * from {{ ref('stg_shopify__orders') }}
),

payment_transactions as (
    select * from {{ ref('stg_shopify__payment_transactions') }}
),

all_orders as (
    select * from {{ ref('stg_amazon__all_orders') }}
),

settlements as (
    select * from {{ ref('stg_amazon__settlements') }}
),

date_range as (
    select * from {{ ref('stg_amazon__date_range') }}
),

fulfilled_shipments as (
    select * from {{ ref('stg_amazon__fulfilled_shipments') }}
),

marketplaces as (
    select * from {{ ref('stg_reference__marketplaces') }}
),

google_ads as (
    select * from {{ ref('stg_google_ads__campaigns') }}
),

meta_ads as (
    select * from {{ ref('stg_meta_ads__campaigns') }}
),

amazon_ads as (
    select * from {{ ref('stg_amazon_ads__sponsored_products') }}
),

sponsored_brands as (
    select * from {{ ref('stg_amazon_ads__sponsored_brands') }}
),

sponsored_display as (
    select * from {{ ref('stg_amazon_ads__sponsored_display') }}
),

cogs as (
    select * from {{ ref('stg_costs__cogs') }}
),

shipments as (
    select * from {{ ref('stg_costs__shipments') }}
),

carrier_invoices as (
    select * from {{ ref('stg_costs__carrier_invoices') }}
),

billing as (
    select * from {{ ref('stg_shopify__billing') }}
),

receipts as (
    select * from {{ ref('stg_costs__receipts') }}
),

unioned as (
    select 'shopify/orders' as report, shopify_orders.currency from shopify_orders
    union all
    select 'shopify/payment_transactions' as report, payment_transactions.currency
    from payment_transactions
    union all
    select
        'amazon/all_orders' as report,
        {{ currency_of_row('all_orders') }} as currency
    from all_orders
    left join marketplaces
        on lower(all_orders.sales_channel) = lower(marketplaces.marketplace_name)
    union all
    select 'amazon/settlements' as report, settlements.currency from settlements
    union all
    select 'amazon/date_range' as report, date_range.currency from date_range
    union all
    select
        'amazon/fulfilled_shipments' as report,
        {{ currency_of_row('fulfilled_shipments') }} as currency
    from fulfilled_shipments
    left join marketplaces
        on lower(fulfilled_shipments.sales_channel) = lower(marketplaces.marketplace_name)
    union all
    select 'google_ads/campaigns' as report, google_ads.currency from google_ads
    union all
    select 'meta_ads/campaigns' as report, meta_ads.currency from meta_ads
    union all
    select 'amazon_ads/sponsored_products' as report, amazon_ads.currency from amazon_ads
    union all
    select 'amazon_ads/sponsored_brands' as report, sponsored_brands.currency
    from sponsored_brands
    union all
    select 'amazon_ads/sponsored_display' as report, sponsored_display.currency
    from sponsored_display
    union all
    select 'costs/cogs' as report, cogs.currency from cogs
    union all
    select 'costs/shipments' as report, shipments.currency from shipments
    union all
    select 'costs/carrier_invoices' as report, carrier_invoices.currency from carrier_invoices
    union all
    select 'shopify/billing' as report, billing.currency from billing
    union all
    select 'costs/receipts' as report, receipts.currency from receipts
),

final as (
    select
        unioned.currency,
        unioned.report,
        count(*) as row_count
    from unioned
    where unioned.currency is not null
    group by unioned.currency, unioned.report
)

select * from final
