-- Property: every currency in the landed data is an ISO code of the seed currencies.
-- Who relies on it: the currency conversion, which finds no rate for a code that the seed does not
-- know.
-- What would go wrong silently: a misread currency column would leave whole files untranslated.
{{ config(severity='warn') }}
with

orders as (
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

currencies as (
    select * from {{ ref('stg_reference__currencies') }}
),

landed as (
    select orders.source_file, orders.currency from orders
    union all
    select payment_transactions.source_file, payment_transactions.currency from payment_transactions
    union all
    select all_orders.source_file, all_orders.currency from all_orders
    union all
    select settlements.source_file, settlements.currency from settlements
    union all
    select google_ads.source_file, google_ads.currency from google_ads
    union all
    select meta_ads.source_file, meta_ads.currency from meta_ads
    union all
    select amazon_ads.source_file, amazon_ads.currency from amazon_ads
    union all
    select sponsored_brands.source_file, sponsored_brands.currency from sponsored_brands
    union all
    select sponsored_display.source_file, sponsored_display.currency from sponsored_display
    union all
    select cogs.source_file, cogs.currency from cogs
    union all
    select shipments.source_file, shipments.currency from shipments
    union all
    select carrier_invoices.source_file, carrier_invoices.currency from carrier_invoices
    union all
    select billing.source_file, billing.currency from billing
    union all
    select receipts.source_file, receipts.currency from receipts
)

select
    landed.source_file,
    landed.currency,
    count(*) as row_count
from landed
left join currencies
    on landed.currency = currencies.currency
where landed.currency is not null
    and currencies.currency is null
group by landed.source_file, landed.currency
