with

fba_size_tiers as (
    select * from {{ ref('fba_size_tiers') }}
),

final as (
    -- What nobody could confirm counts only when the reader asks for it.
    select
        rate_card_row_id,
        country,
        tier_order,
        size_tier,
        storage_size,
        dimension_unit,
        weight_unit,
        max_longest,
        max_median,
        max_shortest,
        max_length_plus_girth,
        min_unit_weight_above,
        max_unit_weight,
        max_dimensional_weight,
        max_billable_weight,
        billing_basis,
        dimensional_divisor,
        minimum_side,
        effective_from,
        effective_to
    from fba_size_tiers
    where confidence <> 'unverified' or {{ var('include_unverified_rates') }}
)

select * from final
