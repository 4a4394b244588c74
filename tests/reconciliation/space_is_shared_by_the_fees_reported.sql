-- Property: a product that the storage or the aged inventory report states a fee of has that fee
-- as its weight, with all its decimals; every product of the reports has a weight.
-- Who relies on it: the share of a product in storage charges that Amazon takes as one sum.
-- What would go wrong silently: another product would bear the charge, and one that is lost would
-- bear none of it.
with

weights as (
    select * from {{ ref('int_fees__account_charge_weights') }}
),

stored_goods_known as (
    select * from {{ ref('int_fees__stored_goods_known') }}
),

aged_inventory as (
    select * from {{ ref('stg_amazon__aged_inventory') }}
    where record_type = 'data'
        and snapshot_date is not null
),

reported as (
    select
        'storage_report' as driver,
        stored_goods_known.store,
        cast({{ dbt.date_trunc('month', 'stored_goods_known.month_of_charge') }} as date)
            as assessed_on,
        stored_goods_known.country,
        stored_goods_known.currency,
        stored_goods_known.sku,
        {{ money('stored_goods_known.estimated_monthly_storage_fee') }} as fee
    from stored_goods_known
    union all
    select
        'aged_report' as driver,
        aged_inventory.store,
        aged_inventory.snapshot_date as assessed_on,
        coalesce(aged_inventory.country, 'US') as country,
        aged_inventory.currency,
        aged_inventory.sku,
        {{ money(
            'coalesce(aged_inventory.amount_charged, 0)'
            ' + coalesce(aged_inventory.amount_charged_6_months, 0)'
            ' + coalesce(aged_inventory.amount_charged_12_months, 0)'
        ) }} as fee
    from aged_inventory
),

fees_per_sku as (
    select
        reported.driver,
        reported.store,
        reported.assessed_on,
        reported.country,
        reported.currency,
        reported.sku,
        coalesce(sum(reported.fee * 10000), 0) as fee_units
    from reported
    group by
        reported.driver, reported.store, reported.assessed_on, reported.country,
        reported.currency, reported.sku
)

select
    fees_per_sku.driver,
    fees_per_sku.store,
    fees_per_sku.assessed_on,
    fees_per_sku.country,
    fees_per_sku.sku,
    fees_per_sku.fee_units,
    weights.weight
from fees_per_sku
left join weights
    on fees_per_sku.driver = weights.driver
    and fees_per_sku.store = weights.store
    and fees_per_sku.assessed_on = weights.assessed_on
    and fees_per_sku.country = weights.country
    and coalesce(fees_per_sku.currency, '') = coalesce(weights.currency, '')
    and coalesce(fees_per_sku.sku, '') = coalesce(weights.sku, '')
where weights.store is null
    or (fees_per_sku.fee_units > 0 and weights.weight <> fees_per_sku.fee_units)
