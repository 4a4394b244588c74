with

referral_fees as (
    select * from {{ ref('referral_fees') }}
),

final as (
    -- What nobody could confirm counts only when the reader asks for it.
    select
        rate_card_row_id,
        country,
        currency,
        fee_category,
        tier,
        price_above,
        price_up_to,
        portion_above,
        portion_up_to,
        rate,
        tier_mode,
        minimum_fee,
        closing_fee,
        fee_base,
        fulfillment,
        effective_from,
        effective_to
    from referral_fees
    where confidence <> 'unverified' or {{ var('include_unverified_rates') }}
)

select * from final
