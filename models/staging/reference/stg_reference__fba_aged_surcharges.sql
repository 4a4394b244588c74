with

fba_aged_surcharges as (
    select * from {{ ref('fba_aged_surcharges') }}
),

final as (
    -- What nobody could confirm counts only when the reader asks for it.
    select
        rate_card_row_id,
        country,
        currency,
        age_days_from,
        age_days_to,
        rate_per_cubic_foot,
        minimum_per_unit,
        exempt_categories,
        effective_from,
        effective_to
    from fba_aged_surcharges
    where confidence <> 'unverified' or {{ var('include_unverified_rates') }}
)

select * from final
