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
    -- Amazon states the age tier and the volume; the rate and the minimum are the card's.
    select
        aged_inventory.store,
        coalesce(aged_inventory.country, 'US') as country,
        aged_inventory.sku,
        aged_inventory.currency,
        aged_inventory.snapshot_date,
        aged_inventory.quantity_charged,
        aged_inventory.amount_charged,
        coalesce(measured.fee_category, '') as fee_category,
        cast(
            cast(aged_inventory.per_unit_volume as numeric(12, 6))
            * aged_inventory.quantity_charged as numeric(18, 6)
        ) as volume,
        {{ dbt.safe_cast(
            "split_part(replace(replace(aged_inventory.surcharge_age_tier, '+', '-'), ' ', '-'), '-', 1)",
            'integer'
        ) }} as age_days
    from aged_inventory
    left join measured
        on aged_inventory.store = measured.store
        and aged_inventory.sku = measured.sku
    where aged_inventory.record_type = 'data'
        and aged_inventory.amount_charged is not null
),

rated as (
    -- The greater of the volume's and the units' surcharge; some goods pay none in the first tiers.
    select
        aged.*,
        surcharges.rate_card_row_id,
        case
            when '|' || coalesce(surcharges.exempt_categories, '') || '|'
                like '%|' || aged.fee_category || '|%' and aged.fee_category <> ''
                then cast(0 as numeric(18, 4))
            else {{ round_fee(
                'greatest(aged.volume * surcharges.rate_per_cubic_foot,'
                ' aged.quantity_charged * coalesce(surcharges.minimum_per_unit, 0))'
            ) }}
        end as expected_amount
    from aged
    left join surcharges
        on aged.country = surcharges.country
        and aged.age_days >= surcharges.age_days_from
        and (surcharges.age_days_to is null or aged.age_days <= surcharges.age_days_to)
        and {{ in_effect('aged.snapshot_date', 'surcharges') }}
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
            when count(*) = count(rated.rate_card_row_id)
                then {{ sum_if_known('rated.expected_amount') }}
        end as expected_amount,
        {{ sum_if_known('rated.amount_charged') }} as charged_amount,
        max(case when rated.rate_card_row_id is null then 'no_card' end) as reason_code,
        max(rated.rate_card_row_id) as rate_card_row_id
    from rated
    group by
        rated.store, rated.country, rated.sku,
        cast({{ dbt.date_trunc('month', 'rated.snapshot_date') }} as date), rated.currency
)

select * from final
