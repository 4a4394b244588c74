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

fulfilled_shipments as (
    select * from {{ ref('stg_amazon__fulfilled_shipments') }}
),

settlements as (
    select * from {{ ref('stg_amazon__settlements') }}
),

marketplaces as (
    select * from {{ ref('stg_reference__marketplaces') }}
),

landed_advertising as (
    select * from {{ ref('int_ledger__landed_advertising') }}
),

landed_charges as (
    select * from {{ ref('int_ledger__landed_charges') }}
),

settlement_currencies as (
    -- Only the summary row of a settlement names its currency.
    select
        settlements.store,
        settlements.source_file,
        settlements.settlement_id,
        max(settlements.currency) as currency
    from settlements
    group by settlements.store, settlements.source_file, settlements.settlement_id
),

unioned as (
    -- What each file says, added up from the landed rows themselves and by no rule of the ledger.
    select
        shopify_orders.store, 'shopify' as source, 'orders' as report, shopify_orders.source_file,
        '' as document_id, shopify_orders.currency, 'landed' as total_kind,
        {{ money(
            'coalesce(shopify_orders.total, 0) - coalesce(shopify_orders.refunded_amount, 0)'
        ) }} as amount
    from shopify_orders
    where shopify_orders.record_type = 'data' and shopify_orders.currency is not null
    union all
    select
        payment_transactions.store, 'shopify' as source, 'payment_transactions' as report,
        payment_transactions.source_file, '' as document_id, payment_transactions.currency,
        'landed' as total_kind, {{ money(
            'coalesce(payment_transactions.amount, 0) - coalesce(payment_transactions.fee, 0)'
        ) }} as amount
    from payment_transactions
    where payment_transactions.record_type = 'data'
    union all
    select
        payment_transactions.store, 'shopify' as source, 'payment_transactions' as report,
        payment_transactions.source_file, '' as document_id, payment_transactions.currency,
        'stated' as total_kind, coalesce(payment_transactions.net, 0) as amount
    from payment_transactions
    where payment_transactions.record_type = 'data'
    union all
    select
        all_orders.store, 'amazon' as source, 'all_orders' as report, all_orders.source_file,
        '' as document_id, {{ currency_of_row('all_orders') }} as currency,
        'landed' as total_kind, {{ money(
            'coalesce(all_orders.item_price, 0) + coalesce(all_orders.item_tax, 0)'
            ' + coalesce(all_orders.shipping_price, 0) + coalesce(all_orders.shipping_tax, 0)'
            ' + coalesce(all_orders.gift_wrap_price, 0) + coalesce(all_orders.gift_wrap_tax, 0)'
            ' - coalesce(all_orders.item_promotion_discount, 0)'
            ' - coalesce(all_orders.ship_promotion_discount, 0)'
        ) }} as amount
    from all_orders
    left join marketplaces
        on lower(all_orders.sales_channel) = lower(marketplaces.marketplace_name)
    where all_orders.record_type = 'data'
        and {{ currency_of_row('all_orders') }} is not null
    union all
    select
        fulfilled_shipments.store, 'amazon' as source, 'fulfilled_shipments' as report,
        fulfilled_shipments.source_file, '' as document_id,
        {{ currency_of_row('fulfilled_shipments') }} as currency,
        'landed' as total_kind, {{ fulfilled_amount('fulfilled_shipments') }} as amount
    from fulfilled_shipments
    left join marketplaces
        on lower(fulfilled_shipments.sales_channel) = lower(marketplaces.marketplace_name)
    where fulfilled_shipments.record_type = 'data'
    union all
    select
        settlements.store, 'amazon' as source, 'settlements' as report, settlements.source_file,
        settlements.settlement_id as document_id, settlement_currencies.currency,
        'landed' as total_kind,
        {{ money(
            'coalesce(settlements.amount, 0) + coalesce(settlements.price_amount, 0)'
            ' + coalesce(settlements.item_related_fee_amount, 0)'
            ' + coalesce(settlements.promotion_amount, 0)'
            ' + coalesce(settlements.shipment_fee_amount, 0)'
            ' + coalesce(settlements.order_fee_amount, 0)'
            ' + coalesce(settlements.misc_fee_amount, 0)'
            ' + coalesce(settlements.other_fee_amount, 0)'
            ' + coalesce(settlements.direct_payment_amount, 0)'
            ' + coalesce(settlements.other_amount, 0)'
        ) }} as amount
    from settlements
    left join settlement_currencies
        on settlements.store = settlement_currencies.store
        and settlements.source_file = settlement_currencies.source_file
        and settlements.settlement_id = settlement_currencies.settlement_id
    where settlements.record_type = 'data'
    union all
    select
        settlements.store, 'amazon' as source, 'settlements' as report, settlements.source_file,
        settlements.settlement_id as document_id, settlements.currency, 'stated' as total_kind,
        settlements.total_amount as amount
    from settlements
    where settlements.record_type = 'control'
    union all
    select * from landed_advertising
    union all
    select * from landed_charges
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
