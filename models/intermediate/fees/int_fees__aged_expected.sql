with

aged_inventory as (
    select * from {{ ref('stg_amazon__aged_inventory') }}
),

measured as (
    select * from {{ ref('int_products__measured') }}
),

surcharges as (
    select * from {{ ref('stg_reference__fba_aged_surcharges') }}
),

aged as (
    -- Amazon states the age tier and the volume; the rate and the minimum are the card's. "365+" is
    -- the tier of what is older than 365 days, "366+" the same one by its first day.
    select
        aged_inventory.store,
        coalesce(aged_inventory.country, 'US') as country,
        aged_inventory.sku,
        aged_inventory.currency,
        aged_inventory.snapshot_date,
        aged_inventory.quantity_charged,
        aged_inventory.amount_charged,
        coalesce(measured.fee_category, '') as fee_category,
        {{ stored_volume('aged_inventory.quantity_charged', 'aged_inventory.per_unit_volume') }}
            as volume,
        aged_inventory.surcharge_age_tier like '%+%' as is_open_ended,
        split_part(
            replace(replace(aged_inventory.surcharge_age_tier, '+', '-'), ' ', '-'), '-', 1
        ) as first_day_of_tier
    from aged_inventory
    left join measured
        on aged_inventory.store = measured.store
        and aged_inventory.sku = measured.sku
    where aged_inventory.record_type = 'data'
        and aged_inventory.amount_charged is not null
),

carded as (
    select
        aged.*,
        surcharges.rate_card_row_id,
        surcharges.rate_per_cubic_foot,
        coalesce(surcharges.minimum_per_unit, 0) as minimum_per_unit,
        aged.fee_category <> ''
        and '|' || coalesce(surcharges.exempt_categories, '') || '|'
        like '%|' || aged.fee_category || '|%' as is_exempt
    from aged
    left join surcharges
        on aged.country = surcharges.country
        and (
            (
                aged.is_open_ended
                and surcharges.age_days_from - {{ plain_number('aged.first_day_of_tier') }}
                in (0, 1)
            )
            or (
                not aged.is_open_ended
                and {{ plain_number('aged.first_day_of_tier') }} >= surcharges.age_days_from
                and {{ at_most(plain_number('aged.first_day_of_tier'), 'surcharges.age_days_to') }}
            )
        )
        and {{ in_effect('aged.snapshot_date', 'surcharges') }}
),

rated as (
    -- The greater of the volume's and the units' surcharge; some goods pay none in the first tiers.
    -- Without a volume nobody knows which one is the greater.
    select
        carded.*,
        case
            when carded.is_exempt then cast(0 as numeric(18, 4))
            else
                greatest(
                    {{ fee_of_volume('carded.volume', 'carded.rate_per_cubic_foot') }},
                    {{ round_fee('carded.quantity_charged * carded.minimum_per_unit') }}
                )
        end as expected_amount,
        case
            when carded.rate_card_row_id is null then 'no_card'
            when carded.volume is null and not carded.is_exempt then 'no_dimensions'
        end as reason_code
    from carded
),

final as (
    select
        rated.store,
        rated.country,
        rated.sku,
        cast({{ dbt.date_trunc('month', 'rated.snapshot_date') }} as date) as month_of_charge,
        'aged_inventory_surcharge' as fee_code,
        rated.currency,
        case
            when count(rated.reason_code) = 0 then {{ sum_if_known('rated.expected_amount') }}
        end as expected_amount,
        {{ sum_if_known('rated.amount_charged') }} as charged_amount,
        max(rated.reason_code) as reason_code,
        max(rated.rate_card_row_id) as rate_card_row_id
    from rated
    group by
        rated.store, rated.country, rated.sku,
        cast({{ dbt.date_trunc('month', 'rated.snapshot_date') }} as date), rated.currency
)

select * from final
