with

gateway_fees as (
    select * from {{ ref('gateway_fees') }}
),

final as (
    -- What nobody could confirm counts only when the reader asks for it.
    select
        rate_card_row_id,
        gateway,
        seller_region,
        buyer_region,
        currency,
        rate,
        fixed_fee,
        effective_from,
        effective_to
    from gateway_fees
    where confidence <> 'unverified' or {{ var('include_unverified_rates') }}
)

select * from final
