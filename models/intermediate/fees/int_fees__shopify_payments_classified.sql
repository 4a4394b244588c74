with

shopify_payments as (
    select * from {{ ref('int_orders__shopify_payments') }}
),

payment_methods as (
    select * from {{ ref('stg_reference__payment_methods') }}
),

fallback as (
    -- What a text means that has no row of its own.
    select
        max(case when payment_methods.field = 'payment_type' then payment_methods.card_class end)
            as type_class,
        max(case when payment_methods.field = 'card_brand' then payment_methods.card_class end)
            as brand_class,
        max(case when payment_methods.field = 'card_source' then payment_methods.channel end)
            as channel
    from payment_methods
    where payment_methods.value_code = '*'
),

kinds as (
    -- A dispute states its fee on its own row, unless a row of the fee alone does.
    select
        shopify_payments.*,
        case
            when shopify_payments.component = 'charge' then 'charge'
            when shopify_payments.component = 'refund' then 'refund'
            when shopify_payments.component = 'chargeback_fee' then 'dispute_fee'
            when shopify_payments.component in ('chargeback', 'chargeback_reversal')
                and max(
                    case when shopify_payments.component = 'chargeback_fee' then 1 else 0 end
                ) over (partition by shopify_payments.store, shopify_payments.order_name) = 0
                then 'dispute'
        end as subject_kind,
        case
            when shopify_payments.component = 'chargeback_reversal' then -1
            when shopify_payments.component = 'chargeback_fee' and shopify_payments.amount > 0
                then -1
            else 1
        end as fee_sign
    from shopify_payments
),

final as (
    -- `fee` and `net` stay behind: what is expected may not know what was charged.
    select
        kinds.payment_key,
        kinds.store,
        kinds.order_name,
        kinds.is_order_landed,
        kinds.subject_kind,
        kinds.fee_sign,
        kinds.card_brand,
        coalesce(types.card_class, fallback.type_class) as type_class,
        coalesce(brands.card_class, fallback.brand_class) as brand_class,
        coalesce(sources.channel, fallback.channel) as channel,
        kinds.currency,
        kinds.presentment_currency,
        kinds.amount,
        kinds.sale_date,
        kinds.transaction_date
    from kinds
    left join payment_methods as types
        on types.field = 'payment_type'
        and types.value_code
        = coalesce({{ normalized_code('kinds.payment_method_name') }}, 'blank')
    left join payment_methods as brands
        on brands.field = 'card_brand'
        and brands.value_code = {{ normalized_code('kinds.card_brand') }}
    left join payment_methods as sources
        on sources.field = 'card_source'
        and sources.value_code = coalesce({{ normalized_code('kinds.card_source') }}, 'blank')
    cross join fallback
    where kinds.subject_kind is not null
)

select * from final
