with

subjects as (
    select * from {{ ref('int_fees__subjects') }}
),

size_tiers as (
    select * from {{ ref('int_fees__profile_size_tiers') }}
),

unit_fees as (
    select * from {{ ref('stg_reference__fba_unit_fees') }}
),

tiered as (
    -- Goods that need care are removed at the rate of the larger sizes.
    select
        subjects.subject_key,
        subjects.country,
        subjects.quantity,
        subjects.ship_date,
        subjects.profile_key,
        subjects.is_sipp,
        size_tiers.size_tier,
        size_tiers.billable_weight,
        size_tiers.dimensional_weight,
        case
            when size_tiers.storage_size = 'oversize'
                or subjects.product_type in ('apparel', 'dangerous_goods')
                or subjects.fee_category
                in ('clothing_and_accessories', 'footwear', 'watches', 'jewelry')
                then 'oversize_or_special_handling'
            when subjects.product_type = 'unknown' then 'unknown'
            else size_tiers.storage_size
        end as handling_size,
        subjects.longest_side_in > {{ var('fee_overmax_longest_in') }}
        or {{ length_plus_girth(
            'subjects.longest_side_in', 'subjects.median_side_in', 'subjects.shortest_side_in'
        ) }} > {{ var('fee_overmax_length_plus_girth_in') }} as is_overmax
    from subjects
    left join size_tiers
        on subjects.profile_key = size_tiers.profile_key
        and {{ in_effect('subjects.ship_date', 'size_tiers') }}
    where subjects.subject_kind = 'scenario'
        and subjects.fulfillment_method = 'fba'
),

wanted as (
    select
        tiered.*,
        'removal_or_disposal' as card_code,
        'removal_fee' as fee_code
    from tiered
    union all
    select
        tiered.*,
        'liquidation_processing' as card_code,
        'liquidation_processing' as fee_code
    from tiered
    union all
    select
        tiered.*,
        'overmax_handling' as card_code,
        'overmax_handling' as fee_code
    from tiered
    where tiered.is_overmax
    union all
    select
        tiered.*,
        'non_sipp_packaging_fee' as card_code,
        'non_sipp_packaging_fee' as fee_code
    from tiered
    where not tiered.is_sipp
),

carded as (
    select
        wanted.*,
        unit_fees.rate_card_row_id,
        unit_fees.amount as base_fee,
        unit_fees.increment_fee,
        unit_fees.increment_step,
        unit_fees.increment_above,
        case
            when unit_fees.weight_basis = 'dimensional' then wanted.dimensional_weight
            else wanted.billable_weight
        end as fee_weight
    from wanted
    left join unit_fees
        on wanted.country = unit_fees.country
        and wanted.card_code = unit_fees.fee_code
        and coalesce(unit_fees.size_tier, wanted.size_tier) = wanted.size_tier
        and coalesce(unit_fees.storage_size, wanted.handling_size) = wanted.handling_size
        and {{ above_up_to(
            "case when unit_fees.weight_basis = 'dimensional' then wanted.dimensional_weight"
            ' else wanted.billable_weight end',
            'unit_fees.weight_above', 'unit_fees.weight_up_to'
        ) }}
        and {{ in_effect('wanted.ship_date', 'unit_fees') }}
),

final as (
    -- Fees that a unit may cost beside its sale; the surcharges of large units stand only where the
    -- card has them.
    select
        carded.subject_key,
        carded.fee_code,
        {{ money(
            round_fee(stepped_fee('carded.fee_weight', 'carded')) ~ ' * carded.quantity'
        ) }} as expected_amount,
        case
            when carded.profile_key is null then 'no_dimensions'
            when carded.rate_card_row_id is null and carded.handling_size = 'unknown'
                then 'unmapped_category'
            when carded.rate_card_row_id is null then 'no_card'
        end as reason_code,
        carded.rate_card_row_id
    from carded
    where carded.fee_code in ('removal_fee', 'liquidation_processing')
        or carded.rate_card_row_id is not null
)

select * from final
