with

shopify_payment_fees as (
    select * from {{ ref('shopify_payment_fees') }}
),

final as (
    -- What nobody could confirm counts only when the reader asks for it.
    select
        rate_card_row_id,
        country,
        currency,
        plan,
        fee_code,
        channel,
        card_class,
        rate,
        fixed_fee,
        effective_from,
        effective_to
    from shopify_payment_fees
    where confidence <> 'unverified' or {{ var('include_unverified_rates') }}
)

select * from final
