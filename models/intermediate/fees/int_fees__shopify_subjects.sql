with

payments_classified as (
    select * from {{ ref('int_fees__shopify_payments_classified') }}
),

gateways_paid as (
    select * from {{ ref('int_fees__shopify_gateways_paid') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

shopify_plans as (
    select * from {{ ref('stg_reference__shopify_plans') }}
),

gateways_asked as (
    -- What took money and states no charge: another gateway, or Shopify Payments before its payout
    -- has landed. Whoever paid nothing owes no fee.
    select
        gateways_paid.*,
        'gateway' as key_kind,
        case
            when gateways_paid.gateway = 'shopify_payments' then 'uncharged'
            else 'outside'
        end as subject_kind,
        gateways_paid.uncharged_amount as amount
    from gateways_paid
    where coalesce(gateways_paid.uncharged_amount, 1) > 0
    union all
    -- That of a closed period is remembered as it was before its first charge landed.
    select
        gateways_paid.*,
        'replaced' as key_kind,
        'replaced' as subject_kind,
        gateways_paid.amount_before_charges as amount
    from gateways_paid
    where gateways_paid.amount_before_charges > 0
),

unioned as (
    select
        {{ hash_key(["'payment'", "payments_classified.payment_key"]) }} as subject_key,
        payments_classified.store,
        payments_classified.subject_kind,
        payments_classified.payment_key,
        payments_classified.order_name,
        payments_classified.is_order_landed,
        'shopify_payments' as gateway,
        'never' as third_party_fee,
        payments_classified.card_brand as payment_method,
        payments_classified.type_class,
        payments_classified.brand_class,
        payments_classified.channel,
        payments_classified.fee_sign,
        payments_classified.currency,
        payments_classified.presentment_currency,
        payments_classified.amount,
        payments_classified.sale_date,
        payments_classified.transaction_date as priced_on
    from payments_classified
    union all
    select
        {{ hash_key([
            "gateways_asked.key_kind", "gateways_asked.store", "gateways_asked.order_name",
            "gateways_asked.gateway", "gateways_asked.third_party_fee"
        ]) }} as subject_key,
        gateways_asked.store,
        gateways_asked.subject_kind,
        cast(null as {{ dbt.type_string() }}) as payment_key,
        gateways_asked.order_name,
        true as is_order_landed,
        gateways_asked.gateway,
        gateways_asked.third_party_fee,
        gateways_asked.payment_method,
        'by_brand' as type_class,
        'standard' as brand_class,
        case when shopify_orders.source_name = 'pos' then 'in_person' else 'online' end as channel,
        1 as fee_sign,
        shopify_orders.currency,
        shopify_orders.currency as presentment_currency,
        gateways_asked.amount,
        shopify_orders.sale_date,
        shopify_orders.sale_date as priced_on
    from gateways_asked
    inner join shopify_orders
        on gateways_asked.store = shopify_orders.store
        and gateways_asked.order_name = shopify_orders.order_name
    where gateways_asked.subject_kind <> 'replaced'
        or {{ is_closed('shopify_orders.sale_date') }}
),

final as (
    -- The billing country stands for the card's own, which no export tells; what is not two letters
    -- is no country. The rate of American Express is one of domestic cards.
    select
        unioned.subject_key,
        unioned.store,
        unioned.subject_kind,
        unioned.payment_key,
        unioned.order_name,
        unioned.is_order_landed,
        unioned.gateway,
        unioned.third_party_fee,
        unioned.payment_method,
        unioned.third_party_fee <> 'unknown'
        and unioned.type_class <> 'unknown'
        and unioned.channel <> 'unknown' as is_mapped,
        unioned.channel,
        case
            when unioned.type_class <> 'by_brand' then unioned.type_class
            when length(shopify_orders.billing_country) = 2
                and shopify_orders.billing_country <> shopify_plans.country
                then case
                        when unioned.brand_class = 'amex' then 'premium_international'
                        else 'international'
                    end
            when unioned.brand_class = 'amex' then 'amex'
            else 'standard_domestic'
        end as card_class,
        shopify_orders.billing_country,
        unioned.fee_sign,
        unioned.currency,
        unioned.presentment_currency,
        unioned.amount,
        unioned.sale_date,
        unioned.priced_on,
        shopify_plans.country,
        shopify_plans.plan,
        coalesce(shopify_plans.pays_fee_on_store_credit, false) as pays_fee_on_store_credit,
        coalesce(shopify_plans.is_third_party_fee_waived, false) as is_third_party_fee_waived
    from unioned
    left join shopify_orders
        on unioned.store = shopify_orders.store
        and unioned.order_name = shopify_orders.order_name
    left join shopify_plans
        on unioned.store = shopify_plans.store
        and {{ in_effect('unioned.priced_on', 'shopify_plans') }}
)

select * from final
