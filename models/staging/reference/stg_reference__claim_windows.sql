with

claim_windows as (
    select * from {{ ref('claim_windows') }}
),

final as (
    -- What nobody could confirm counts only when the reader asks for it.
    select
        rate_card_row_id,
        country,
        claim,
        opens_after_days,
        closes_after_days,
        effective_from,
        effective_to
    from claim_windows
    where confidence <> 'unverified' or {{ var('include_unverified_rates') }}
)

select * from final
