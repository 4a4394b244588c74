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

settlement_amounts as (
    select * from {{ ref('int_settlements__amounts') }}
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

settlement_currencies as (
    select
        settlement_amounts.store,
        settlement_amounts.source_file,
        settlement_amounts.settlement_id,
        max(settlement_amounts.currency) as currency
    from settlement_amounts
    group by settlement_amounts.store, settlement_amounts.source_file, settlement_amounts.settlement_id
),

unioned as (
    -- What each file says, added up from the landed rows themselves and by no rule of the ledger.
    select
        store, 'shopify' as source, 'orders' as report, source_file, '' as document_id, currency, 'landed' as total_kind,
        coalesce(total, 0) - coalesce(refunded_amount, 0) as amount
    from shopify_orders
    where record_type = 'data' and currency is not null
    union all
    select
        store, 'shopify' as source, 'payment_transactions' as report, source_file, '' as document_id, currency,
        'landed' as total_kind, coalesce(amount, 0) - coalesce(fee, 0) as amount
    from payment_transactions
    where record_type = 'data'
    union all
    select
        store, 'shopify' as source, 'payment_transactions' as report, source_file, '' as document_id, currency,
        'stated' as total_kind, coalesce(net, 0) as amount
    from payment_transactions
    where record_type = 'data'
    union all
    select
        store, 'amazon' as source, 'all_orders' as report, source_file, '' as document_id, currency,
        'landed' as total_kind,
        coalesce(item_price, 0) + coalesce(item_tax, 0) + coalesce(shipping_price, 0) + coalesce(shipping_tax, 0)
        + coalesce(gift_wrap_price, 0) + coalesce(gift_wrap_tax, 0)
        - coalesce(item_promotion_discount, 0) - coalesce(ship_promotion_discount, 0) as amount
    from all_orders
    where record_type = 'data' and currency is not null
    union all
    select
        settlements.store, 'amazon' as source, 'settlements' as report, settlements.source_file,
        settlements.settlement_id as document_id, settlement_currencies.currency, 'landed' as total_kind,
        coalesce(amount, 0) + coalesce(price_amount, 0) + coalesce(item_related_fee_amount, 0)
        + coalesce(promotion_amount, 0) + coalesce(shipment_fee_amount, 0) + coalesce(order_fee_amount, 0)
        + coalesce(misc_fee_amount, 0) + coalesce(other_fee_amount, 0) + coalesce(direct_payment_amount, 0)
        + coalesce(other_amount, 0) as amount
    from settlements
    left join settlement_currencies
        on settlements.store = settlement_currencies.store
        and settlements.source_file = settlement_currencies.source_file
        and settlements.settlement_id = settlement_currencies.settlement_id
    where record_type = 'data'
    union all
    select
        store, 'amazon' as source, 'settlements' as report, source_file, settlement_id as document_id, currency,
        'stated' as total_kind, total_amount as amount
    from settlements
    where record_type = 'control'
    union all
    select
        store, 'google_ads' as source, 'campaigns' as report, source_file, '' as document_id, currency,
        'landed' as total_kind, coalesce(cost, 0) as amount
    from google_ads
    where record_type = 'data'
    union all
    select
        store, 'google_ads' as source, 'campaigns' as report, source_file, '' as document_id, currency,
        'stated' as total_kind, coalesce(cost, 0) as amount
    from google_ads
    where record_type = 'control' and campaign = 'Total: Account'
    union all
    select
        store, 'meta_ads' as source, 'campaigns' as report, source_file, '' as document_id, currency,
        'landed' as total_kind, coalesce(spend, 0) as amount
    from meta_ads
    where record_type = 'data'
    union all
    select
        store, 'amazon_ads' as source, 'sponsored_products' as report, source_file, '' as document_id, currency,
        'landed' as total_kind, coalesce(spend, 0) as amount
    from amazon_ads
    where record_type = 'data'
),

final as (
    select
        unioned.store,
        unioned.source,
        unioned.report,
        unioned.source_file,
        unioned.document_id,
        unioned.currency,
        unioned.total_kind,
        cast(sum(unioned.amount) as numeric(18, 4)) as amount
    from unioned
    group by
        unioned.store, unioned.source, unioned.report, unioned.source_file, unioned.document_id,
        unioned.currency, unioned.total_kind
)

select * from final
