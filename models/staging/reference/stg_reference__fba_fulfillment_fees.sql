with

fba_fulfillment_fees as (
    select * from {{ ref('fba_fulfillment_fees') }}
),

final as (
    -- What nobody could confirm counts only when the reader asks for it.
    select
        rate_card_row_id,
        country,
        currency,
        product_type,
        season,
        price_from,
        price_up_to,
        size_tier,
        weight_unit,
        weight_above,
        weight_up_to,
        base_fee,
        increment_fee,
        increment_step,
        increment_above,
        effective_from,
        effective_to
    from fba_fulfillment_fees
    where confidence <> 'unverified' or {{ var('include_unverified_rates') }}
)

select * from final
