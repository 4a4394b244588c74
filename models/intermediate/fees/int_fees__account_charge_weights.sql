with

stored_goods_known as (
    select * from {{ ref('int_fees__stored_goods_known') }}
),

aged_inventory as (
    select * from {{ ref('stg_amazon__aged_inventory') }}
),

reported as (
    select
        stored_goods_known.store,
        'storage_report' as driver,
        cast({{ dbt.date_trunc('month', 'stored_goods_known.month_of_charge') }} as date)
            as assessed_on,
        stored_goods_known.country,
        stored_goods_known.currency,
        stored_goods_known.sku,
        {{ ten_thousandths('coalesce(stored_goods_known.estimated_monthly_storage_fee, 0)') }}
            as fee_units,
        cast(
            round(
                coalesce(
                    {{ stored_volume(
                        'stored_goods_known.average_quantity_on_hand', 'stored_goods_known.item_volume'
                    ) }},
                    0
                ) * 10000,
                0
            ) as bigint
        ) as volume,
        stored_goods_known.batch_id
    from stored_goods_known
    union all
    -- The former layout states 6 and 12 months beside each other.
    select
        aged_inventory.store,
        'aged_report' as driver,
        aged_inventory.snapshot_date as assessed_on,
        coalesce(aged_inventory.country, 'US') as country,
        aged_inventory.currency,
        aged_inventory.sku,
        {{ ten_thousandths(money(
            'coalesce(aged_inventory.amount_charged, 0)'
            ' + coalesce(aged_inventory.amount_charged_6_months, 0)'
            ' + coalesce(aged_inventory.amount_charged_12_months, 0)'
        )) }} as fee_units,
        cast(0 as bigint) as volume,
        aged_inventory.batch_id
    from aged_inventory
    where aged_inventory.record_type = 'data'
        and aged_inventory.snapshot_date is not null
),

per_sku as (
    select
        reported.store,
        reported.driver,
        reported.assessed_on,
        reported.country,
        reported.currency,
        reported.sku,
        cast(sum(reported.fee_units) as bigint) as fee_units,
        cast(sum(reported.volume) as bigint) as volume,
        min(reported.batch_id) as first_batch_id
    from reported
    group by
        reported.store, reported.driver, reported.assessed_on, reported.country,
        reported.currency, reported.sku
),

compared as (
    select
        per_sku.*,
        max(per_sku.fee_units) over (
            partition by per_sku.store, per_sku.driver, per_sku.assessed_on, per_sku.currency
        ) as highest_fee_units
    from per_sku
),

final as (
    -- The report's own fee, with all its decimals, measures who used the space; where it states
    -- none for the whole month, the space itself does.
    select
        compared.store,
        compared.driver,
        compared.assessed_on,
        compared.country,
        compared.currency,
        compared.sku,
        case
            when compared.highest_fee_units > 0 then greatest(compared.fee_units, 0)
            else compared.volume
        end as weight,
        compared.first_batch_id
    from compared
)

select * from final
