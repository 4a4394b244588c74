with

shopify_expected as (
    select * from {{ ref('int_fees__shopify_expected') }}
),

shopify_charged as (
    select * from {{ ref('int_fees__shopify_charged') }}
),

variances_explained as (
    select * from {{ ref('int_fees__shopify_variances_explained') }}
),

joined as (
    -- A payout states one fee for a payment, the conversion of a foreign currency inside: the two
    -- are audited as one.
    select
        shopify_expected.subject_key,
        shopify_expected.store,
        shopify_expected.order_name,
        shopify_expected.priced_on,
        shopify_expected.fee_code,
        shopify_expected.currency,
        case
            when conversions.subject_key is null then shopify_expected.expected_amount
            else {{ money('shopify_expected.expected_amount + conversions.expected_amount') }}
        end as expected_amount,
        coalesce(shopify_expected.reason_code, conversions.reason_code) as reason_code,
        shopify_expected.rate_card_row_id,
        shopify_charged.charged_amount,
        variances_explained.reason,
        variances_explained.rate_card_row_id as implied_rate_card_row_id
    from shopify_expected
    left join shopify_charged
        on shopify_expected.subject_key = shopify_charged.subject_key
        and shopify_expected.fee_code = shopify_charged.fee_code
    left join variances_explained
        on shopify_expected.subject_key = variances_explained.subject_key
        and shopify_expected.fee_code = variances_explained.fee_code
    left join shopify_expected as conversions
        on shopify_expected.subject_key = conversions.subject_key
        and shopify_expected.fee_code = 'card_processing_fee'
        and conversions.fee_code = 'currency_conversion_fee'
    where shopify_expected.fee_code <> 'currency_conversion_fee'
        and shopify_expected.subject_kind <> 'replaced'
),

final as (
    select
        joined.subject_key,
        joined.store,
        joined.order_name,
        joined.priced_on,
        joined.fee_code,
        joined.currency,
        joined.expected_amount,
        joined.charged_amount,
        case
            when joined.reason_code is not null then joined.reason_code
            when joined.reason is not null then joined.reason
            when joined.charged_amount is null then 'not_settled_yet'
            else 'match'
        end as reason,
        case when joined.charged_amount is null then 'estimated' else 'actual' end as basis,
        joined.rate_card_row_id,
        joined.implied_rate_card_row_id
    from joined
)

select * from final
