with

rate_card_gaps as (
    select * from {{ ref('rate_card_gaps') }}
),

final as (
    -- Where the cards are silent on purpose.
    select
        gap_id,
        country,
        fee_code,
        product_type,
        price_from,
        price_up_to,
        size_tiers,
        effective_from,
        effective_to,
        reason
    from rate_card_gaps
)

select * from final
