with

amazon_rates as (
    select * from {{ ref('amazon_rates') }}
),

final as (
    -- What nobody could confirm counts only when the reader asks for it.
    select
        rate_card_row_id,
        country,
        currency,
        fee_code,
        applies_to,
        rate,
        rate_base,
        amount,
        amount_per,
        amount_cap,
        effective_from,
        effective_to
    from amazon_rates
    where confidence <> 'unverified' or {{ var('include_unverified_rates') }}
)

select * from final
