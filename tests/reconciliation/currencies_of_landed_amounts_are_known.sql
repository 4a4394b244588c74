-- Property: a currency in which amounts of a report landed is known for that report, with as many
-- rows as the report has in all currencies.
-- Who relies on it: a store with one currency and no rates, whose profit is stated in it.
-- What would go wrong silently: of two currencies one would be taken for the only one, and amounts
-- in the other would be missing from the profit.
with

currencies_landed as (
    select * from {{ ref('int_fx__currencies_landed') }}
),

marketplaces as (
    select * from {{ ref('stg_reference__marketplaces') }}
),

amounts as (
    -- A reimbursement is paid in the currency of its settlement, a shipment without a currency has
    -- that of its order, and what a shop tells of a refund is no money beside its payments.
    select
        source || '/' || report as report,
        currency
    from {{ ref('fact_control_totals') }}
    where ledger_role = 'landed'
        and report not in ('reimbursements', 'shipments', 'refunds')
        and currency is not null
    group by source || '/' || report, currency
    union all
    select
        'costs/cogs' as report,
        currency
    from {{ ref('stg_costs__cogs') }}
    where currency is not null
    group by currency
),

rows_per_report as (
    -- An amount of Amazon's orders or shipments without a currency is in that of its marketplace.
    select
        'shopify/orders' as report,
        count(currency) as row_count
    from {{ ref('stg_shopify__orders') }}
    union all
    select
        'shopify/payment_transactions' as report,
        count(currency) as row_count
    from {{ ref('stg_shopify__payment_transactions') }}
    union all
    select
        'amazon/all_orders' as report,
        count({{ currency_of_row('all_orders') }}) as row_count
    from {{ ref('stg_amazon__all_orders') }} as all_orders
    left join marketplaces
        on lower(all_orders.sales_channel) = lower(marketplaces.marketplace_name)
    union all
    select
        'amazon/settlements' as report,
        count(currency) as row_count
    from {{ ref('stg_amazon__settlements') }}
    union all
    select
        'amazon/date_range' as report,
        count(currency) as row_count
    from {{ ref('stg_amazon__date_range') }}
    union all
    select
        'amazon/fulfilled_shipments' as report,
        count({{ currency_of_row('fulfilled_shipments') }}) as row_count
    from {{ ref('stg_amazon__fulfilled_shipments') }} as fulfilled_shipments
    left join marketplaces
        on lower(fulfilled_shipments.sales_channel) = lower(marketplaces.marketplace_name)
    union all
    select
        'google_ads/campaigns' as report,
        count(currency) as row_count
    from {{ ref('stg_google_ads__campaigns') }}
    union all
    select
        'meta_ads/campaigns' as report,
        count(currency) as row_count
    from {{ ref('stg_meta_ads__campaigns') }}
    union all
    select
        'amazon_ads/sponsored_products' as report,
        count(currency) as row_count
    from {{ ref('stg_amazon_ads__sponsored_products') }}
    union all
    select
        'amazon_ads/sponsored_brands' as report,
        count(currency) as row_count
    from {{ ref('stg_amazon_ads__sponsored_brands') }}
    union all
    select
        'amazon_ads/sponsored_display' as report,
        count(currency) as row_count
    from {{ ref('stg_amazon_ads__sponsored_display') }}
    union all
    select
        'costs/cogs' as report,
        count(currency) as row_count
    from {{ ref('stg_costs__cogs') }}
    union all
    select
        'costs/shipments' as report,
        count(currency) as row_count
    from {{ ref('stg_costs__shipments') }}
    union all
    select
        'costs/carrier_invoices' as report,
        count(currency) as row_count
    from {{ ref('stg_costs__carrier_invoices') }}
    union all
    select
        'shopify/billing' as report,
        count(currency) as row_count
    from {{ ref('stg_shopify__billing') }}
    union all
    select
        'costs/receipts' as report,
        count(currency) as row_count
    from {{ ref('stg_costs__receipts') }}
),

counted_per_report as (
    select
        currencies_landed.report,
        sum(currencies_landed.row_count) as row_count
    from currencies_landed
    group by currencies_landed.report
)

select
    amounts.report,
    amounts.currency,
    'a currency that is not known' as problem
from amounts
left join currencies_landed
    on amounts.report = currencies_landed.report
    and amounts.currency = currencies_landed.currency
where currencies_landed.currency is null
union all
select
    rows_per_report.report,
    '' as currency,
    'not as many rows as landed' as problem
from rows_per_report
left join counted_per_report
    on rows_per_report.report = counted_per_report.report
where rows_per_report.row_count <> coalesce(counted_per_report.row_count, 0)
