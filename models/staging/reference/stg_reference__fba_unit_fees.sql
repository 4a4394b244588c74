with

fba_unit_fees as (
    select * from {{ ref('fba_unit_fees') }}
),

final as (
    -- What nobody could confirm counts only when the reader asks for it.
    select
        rate_card_row_id,
        country,
        currency,
        fee_code,
        size_tier,
        storage_size,
        product_type,
        service_level,
        assessed_on,
        weight_basis,
        weight_above,
        weight_up_to,
        days_of_supply_from,
        days_of_supply_below,
        amount,
        amount_high,
        increment_fee,
        increment_step,
        increment_above,
        effective_from,
        effective_to
    from fba_unit_fees
    where confidence <> 'unverified' or {{ var('include_unverified_rates') }}
)

select * from final
