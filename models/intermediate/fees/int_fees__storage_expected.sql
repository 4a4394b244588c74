with

stored_goods as (
    select * from {{ ref('int_fees__stored_goods') }}
),

size_tiers as (
    select * from {{ ref('int_fees__profile_size_tiers') }}
),

storage_fees as (
    select * from {{ ref('stg_reference__fba_storage_fees') }}
),

sized as (
    -- Amazon's volume counts while it agrees with the brand's own measure; else the measure does.
    select
        stored_goods.*,
        size_tiers.storage_size,
        case
            when coalesce(stored_goods.dangerous_goods_storage_type, '') not in ('', '--', 'None')
                then 'dangerous_goods'
            else 'non_dangerous'
        end as storage_type,
        case
            when stored_goods.measured_volume is null
                then cast(round(stored_goods.item_volume, 6) as numeric(18, 6))
            when abs(stored_goods.item_volume - stored_goods.measured_volume)
                <= cast(round(stored_goods.measured_volume, 6) as numeric(26, 6))
                * cast({{ var('fee_volume_tolerance') }} as numeric(9, 4))
                then cast(round(stored_goods.item_volume, 6) as numeric(18, 6))
            else cast(round(stored_goods.measured_volume, 6) as numeric(18, 6))
        end as volume,
        {{ plain_number('stored_goods.storage_utilization_ratio') }} as ratio_weeks,
        lower(coalesce(stored_goods.storage_utilization_ratio, '-'))
        not in ('-', '--', 'n/a') as is_ratio_stated
    from stored_goods
    left join size_tiers
        on stored_goods.profile_key = size_tiers.profile_key
        and {{ in_effect('stored_goods.month_of_charge', 'size_tiers') }}
),

rated as (
    select
        sized.*,
        base.rate_card_row_id,
        {{ fee_of_volume(
            stored_volume('sized.average_quantity_on_hand', 'sized.volume'),
            'base.rate_per_cubic_foot'
        ) }} as base_fee,
        case
            when surcharge.rate_card_row_id is not null
                then {{ fee_of_volume('sized.est_vol_for_sus', 'surcharge.rate_per_cubic_foot') }}
            when sized.ratio_weeks is not null or not sized.is_ratio_stated then 0
        end as surcharge
    from sized
    left join storage_fees as base
        on sized.country = base.country
        and base.component = 'base'
        and sized.storage_size = base.storage_size
        and sized.storage_type = base.product_type
        and extract(month from sized.month_of_charge) between base.month_from and base.month_to
        and {{ in_effect('sized.month_of_charge', 'base') }}
    left join storage_fees as surcharge
        on sized.country = surcharge.country
        and surcharge.component = 'utilization_surcharge'
        and sized.storage_size = surcharge.storage_size
        and sized.storage_type = surcharge.product_type
        and {{ from_below(
            'sized.ratio_weeks', 'surcharge.ratio_weeks_from', 'surcharge.ratio_weeks_below'
        ) }}
        and {{ in_effect('sized.month_of_charge', 'surcharge') }}
),

final as (
    select
        rated.store,
        rated.country,
        rated.sku,
        rated.asin,
        rated.fulfillment_center,
        rated.month_of_charge,
        rated.currency,
        rated.average_quantity_on_hand,
        rated.item_volume,
        rated.volume,
        rated.storage_size,
        rated.storage_type,
        rated.rate_card_row_id,
        rated.surcharge as surcharge_amount,
        {{ money('rated.base_fee + rated.surcharge') }} as expected_amount,
        case
            when rated.profile_key is null then 'no_dimensions'
            when rated.rate_card_row_id is null then 'no_card'
            when rated.base_fee is null then 'no_quantity'
            when rated.surcharge is null then 'unknown_surcharge'
        end as reason_code,
        rated.estimated_monthly_storage_fee as charged_amount,
        rated.source_file,
        rated.source_line
    from rated
)

select * from final
