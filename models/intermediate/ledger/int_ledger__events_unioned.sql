with

shopify_sale_events as (
    select * from {{ ref('int_ledger__shopify_sale_events') }}
),

shopify_refund_events as (
    select * from {{ ref('int_ledger__shopify_refund_events') }}
),

payment_events as (
    select * from {{ ref('int_ledger__payment_events') }}
),

exchange_events as (
    select * from {{ ref('int_ledger__exchange_events') }}
),

earlier_witness_events as (
    select * from {{ ref('int_ledger__earlier_witness_events') }}
),

refund_estimates as (
    select * from {{ ref('int_ledger__refund_estimates') }}
),

amazon_order_events as (
    select * from {{ ref('int_ledger__amazon_order_events') }}
),

settlement_events as (
    select * from {{ ref('int_ledger__settlement_events') }}
),

amazon_taxes_inside as (
    select * from {{ ref('int_ledger__amazon_taxes_inside') }}
),

ad_spend_events as (
    select * from {{ ref('int_ledger__ad_spend_events') }}
),

ad_allocation_events as (
    select * from {{ ref('int_ledger__ad_allocation_events') }}
),

cost_events as (
    select * from {{ ref('int_ledger__cost_events') }}
),

fee_estimate_events as (
    select * from {{ ref('int_ledger__fee_estimate_events') }}
),

billing_events as (
    select * from {{ ref('int_ledger__shopify_billing_events') }}
),

final as (
    -- Every cent of every source; what is evidence alone has a model of its own.
    select {{ event_columns('shopify_sale_events', "'shopify'") }} from shopify_sale_events
    union all
    select
        {{ event_columns(
            'shopify_refund_events', "'shopify'", detail='shopify_refund_events.detail_key',
            known_batch='shopify_refund_events.known_batch_id'
        ) }}
    from shopify_refund_events
    union all
    select
        {{ event_columns(
            'payment_events', "'shopify'",
            campaign="case when payment_events.event_type = 'ad_spend' then 'unknown' end",
            known_batch='payment_events.batch_id'
        ) }}
    from payment_events
    union all
    select
        {{ event_columns('exchange_events', "'shopify'", known_batch='exchange_events.batch_id') }}
    from exchange_events
    union all
    select
        {{ event_columns(
            'earlier_witness_events', "'shopify'", detail='earlier_witness_events.payment_key',
            known_batch='earlier_witness_events.batch_id', has_bookings=true
        ) }}
    from earlier_witness_events
    union all
    select
        {{ event_columns(
            'refund_estimates', "'shopify'", detail='refund_estimates.detail_key',
            known_batch='refund_estimates.batch_id', has_bookings=true
        ) }}
    from refund_estimates
    union all
    select {{ event_columns(
        'amazon_order_events', "'amazon'", detail='amazon_order_events.detail', has_bookings=true
    ) }}
    from amazon_order_events
    union all
    select
        {{ event_columns(
            'settlement_events', "'amazon'", sku='settlement_events.sku',
            platform="case when settlement_events.event_type = 'ad_spend' then 'amazon_ads' end",
            campaign="case when settlement_events.event_type = 'ad_spend' then 'unknown' end",
            detail='settlement_events.detail_key', known_batch='settlement_events.batch_id'
        ) }}
    from settlement_events
    union all
    select
        {{ event_columns(
            'amazon_taxes_inside', 'amazon_taxes_inside.source', has_bookings=true,
            detail='amazon_taxes_inside.detail_key', known_batch='amazon_taxes_inside.known_batch_id'
        ) }}
    from amazon_taxes_inside
    union all
    select
        {{ event_columns(
            'ad_spend_events', 'ad_spend_events.platform', platform='ad_spend_events.platform',
            campaign='ad_spend_events.campaign'
        ) }}
    from ad_spend_events
    union all
    select
        {{ event_columns(
            'ad_allocation_events', "'attribution'", platform='ad_allocation_events.platform',
            campaign='ad_allocation_events.campaign', detail='ad_allocation_events.detail_key'
        ) }}
    from ad_allocation_events
    union all
    select
        {{ event_columns(
            'cost_events', 'cost_events.source', sku='cost_events.account_sku', has_bookings=true,
            detail='cost_events.detail_key', known_batch='cost_events.known_batch_id'
        ) }}
    from cost_events
    union all
    select
        {{ event_columns(
            'fee_estimate_events', "'rate_cards'", has_bookings=true,
            detail='fee_estimate_events.detail', known_batch='fee_estimate_events.known_batch_id'
        ) }}
    from fee_estimate_events
    union all
    select {{ event_columns('billing_events', "'shopify'", known_batch='billing_events.batch_id') }}
    from billing_events
)

select * from final
