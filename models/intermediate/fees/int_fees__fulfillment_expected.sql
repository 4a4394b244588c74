with

subjects as (
    select * from {{ ref('int_fees__subjects') }}
),

size_tiers as (
    select * from {{ ref('int_fees__profile_size_tiers') }}
),

profile_fees as (
    select * from {{ ref('int_fees__profile_fulfillment_fees') }}
),

amazon_rates as (
    select * from {{ ref('stg_reference__amazon_rates') }}
),

unit_fees as (
    select * from {{ ref('stg_reference__fba_unit_fees') }}
),

fulfillment_fees as (
    select * from {{ ref('stg_reference__fba_fulfillment_fees') }}
),

countries_by_kind as (
    select fulfillment_fees.country
    from fulfillment_fees
    where fulfillment_fees.product_type <> 'all'
    group by fulfillment_fees.country
),

carded as (
    -- The card of the day on which the units left, in the band of the price without promotions.
    select
        subjects.subject_key,
        subjects.profile_key,
        subjects.unit_price,
        subjects.ship_date,
        subjects.quantity,
        subjects.product_type = 'unknown' and countries_by_kind.country is not null as lacks_kind,
        size_tiers.size_tier,
        size_tiers.billable_weight,
        profile_fees.rate_card_row_id,
        profile_fees.base_fee,
        amazon_rates.rate as surcharge_rate,
        {{ fuel_surcharge('profile_fees.base_fee', 'amazon_rates.rate') }} as surcharge,
        coalesce(unit_fees.amount, 0) as sipp_discount
    from subjects
    left join size_tiers
        on subjects.profile_key = size_tiers.profile_key
        and {{ in_effect('subjects.ship_date', 'size_tiers') }}
    left join profile_fees
        on subjects.profile_key = profile_fees.profile_key
        and {{ in_effect('subjects.ship_date', 'profile_fees') }}
        and {{ in_price_band('subjects.unit_price', 'profile_fees') }}
    left join amazon_rates
        on subjects.country = amazon_rates.country
        and amazon_rates.fee_code = 'fuel_logistics_surcharge'
        and amazon_rates.applies_to = 'fba'
        and {{ in_effect('subjects.ship_date', 'amazon_rates') }}
    left join unit_fees
        on subjects.country = unit_fees.country
        and unit_fees.fee_code = 'sipp_discount'
        and subjects.is_sipp
        and unit_fees.product_type in (subjects.product_type, 'all')
        and size_tiers.size_tier = unit_fees.size_tier
        and {{ above_up_to(
            'size_tiers.billable_weight', 'unit_fees.weight_above', 'unit_fees.weight_up_to'
        ) }}
        and {{ in_effect('subjects.ship_date', 'unit_fees') }}
    left join countries_by_kind
        on subjects.country = countries_by_kind.country
    where subjects.fulfillment_method = 'fba'
),

final as (
    select
        carded.subject_key,
        carded.size_tier,
        carded.billable_weight,
        carded.rate_card_row_id,
        carded.base_fee,
        carded.surcharge_rate,
        carded.surcharge,
        carded.sipp_discount,
        case
            when carded.unit_price > 0
                then {{ money('carded.base_fee + carded.surcharge + carded.sipp_discount') }}
        end as unit_fee,
        case
            when coalesce(carded.unit_price, 0) <= 0 then 'no_price'
            when carded.profile_key is null then 'no_dimensions'
            when carded.rate_card_row_id is null and carded.lacks_kind then 'unmapped_category'
            when carded.rate_card_row_id is null then 'no_card'
        end as reason_code
    from carded
)

select * from final
