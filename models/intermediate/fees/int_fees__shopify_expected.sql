with

fees_due as (
    select * from {{ ref('int_fees__shopify_fees_due') }}
),

payment_fees as (
    select * from {{ ref('stg_reference__shopify_payment_fees') }}
),

gateway_fees as (
    select * from {{ ref('stg_reference__gateway_fees') }}
),

payment_cards as (
    -- A row that names country, plan, channel and class goes before one that is for any. A store
    -- without a plan has no card.
    select
        fees_due.subject_key,
        fees_due.fee_code,
        payment_fees.rate_card_row_id,
        payment_fees.rate,
        payment_fees.fixed_fee,
        row_number() over (
            partition by fees_due.subject_key, fees_due.fee_code
            order by
                case when payment_fees.country = '*' then 1 else 0 end,
                case when payment_fees.plan = 'any' then 1 else 0 end,
                case when payment_fees.channel = 'any' then 1 else 0 end,
                case when payment_fees.card_class = 'any' then 1 else 0 end,
                payment_fees.rate_card_row_id
        ) as preference
    from fees_due
    inner join payment_fees
        on fees_due.fee_code = payment_fees.fee_code
        and payment_fees.country in (fees_due.country, '*')
        and payment_fees.plan in (fees_due.plan, 'any')
        and payment_fees.channel in (fees_due.channel, 'any')
        and payment_fees.card_class in (fees_due.card_class, 'any')
        and coalesce(payment_fees.currency, fees_due.currency) = fees_due.currency
        and {{ in_effect('fees_due.priced_on', 'payment_fees') }}
    where fees_due.plan is not null
),

priced as (
    select
        fees_due.*,
        coalesce(payment_cards.rate_card_row_id, gateway_fees.rate_card_row_id)
            as rate_card_row_id,
        coalesce(payment_cards.rate, gateway_fees.rate) as rate,
        coalesce(payment_cards.fixed_fee, gateway_fees.fixed_fee) as fixed_fee
    from fees_due
    left join payment_cards
        on fees_due.subject_key = payment_cards.subject_key
        and fees_due.fee_code = payment_cards.fee_code
        and payment_cards.preference = 1
    left join gateway_fees
        on fees_due.fee_code = 'gateway_fee'
        and fees_due.gateway = gateway_fees.gateway
        and fees_due.seller_region = gateway_fees.seller_region
        and fees_due.buyer_region = gateway_fees.buyer_region
        and fees_due.currency = gateway_fees.currency
        and {{ in_effect('fees_due.priced_on', 'gateway_fees') }}
),

reasoned as (
    select
        priced.*,
        case
            when priced.is_free then cast(null as {{ dbt.type_string() }})
            when not priced.is_mapped then 'unmapped_method'
            when priced.rate_card_row_id is null then 'no_card'
            when priced.amount is null then 'no_price'
        end as reason_code
    from priced
),

final as (
    select
        reasoned.subject_key,
        reasoned.fee_code,
        reasoned.store,
        reasoned.subject_kind,
        reasoned.order_name,
        reasoned.gateway,
        reasoned.country,
        reasoned.plan,
        reasoned.channel,
        reasoned.card_class,
        reasoned.currency,
        reasoned.amount,
        reasoned.fee_sign,
        reasoned.sale_date,
        reasoned.priced_on,
        case
            when reasoned.is_free then cast(0 as numeric(18, 4))
            when reasoned.reason_code is null
                then {{ money(
                    'reasoned.fee_sign * '
                    ~ percentage_fee('reasoned.amount', 'reasoned.rate', 'reasoned.fixed_fee')
                ) }}
        end as expected_amount,
        reasoned.reason_code,
        case
            when not reasoned.is_free and reasoned.reason_code is null
                then reasoned.rate_card_row_id
        end as rate_card_row_id
    from reasoned
)

select * from final
