with

size_tiers as (
    select * from {{ ref('int_fees__profile_size_tiers') }}
),

fulfillment_fees as (
    select * from {{ ref('stg_reference__fba_fulfillment_fees') }}
),

final as (
    -- The cell of every card that a product falls into, while both its tier and the cell apply.
    select
        size_tiers.profile_key,
        size_tiers.country,
        fulfillment_fees.currency,
        fulfillment_fees.rate_card_row_id,
        fulfillment_fees.season,
        fulfillment_fees.price_from,
        fulfillment_fees.price_up_to,
        size_tiers.size_tier,
        size_tiers.billable_weight,
        {{ stepped_fee('size_tiers.billable_weight', 'fulfillment_fees') }} as base_fee,
        greatest(size_tiers.effective_from, fulfillment_fees.effective_from) as effective_from,
        least(size_tiers.effective_to, fulfillment_fees.effective_to) as effective_to
    from size_tiers
    inner join fulfillment_fees
        on size_tiers.country = fulfillment_fees.country
        and size_tiers.size_tier = fulfillment_fees.size_tier
        and size_tiers.weight_unit = fulfillment_fees.weight_unit
        and fulfillment_fees.product_type in (size_tiers.product_type, 'all')
        and {{ above_up_to(
            'size_tiers.billable_weight',
            'fulfillment_fees.weight_above', 'fulfillment_fees.weight_up_to'
        ) }}
        and size_tiers.effective_from < fulfillment_fees.effective_to
        and size_tiers.effective_to > fulfillment_fees.effective_from
)

select * from final
