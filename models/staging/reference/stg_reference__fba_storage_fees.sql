with

fba_storage_fees as (
    select * from {{ ref('fba_storage_fees') }}
),

final as (
    -- What nobody could confirm counts only when the reader asks for it.
    select
        rate_card_row_id,
        country,
        currency,
        component,
        storage_size,
        product_type,
        month_from,
        month_to,
        ratio_weeks_from,
        ratio_weeks_below,
        rate_per_cubic_foot,
        effective_from,
        effective_to
    from fba_storage_fees
    where confidence <> 'unverified' or {{ var('include_unverified_rates') }}
)

select * from final
