with

products as (
    select * from {{ ref('stg_reference__products') }}
),

cogs as (
    select * from {{ ref('stg_costs__cogs') }}
),

fee_preview as (
    select * from {{ ref('stg_amazon__fba_fee_preview') }}
),

told as (
    select
        products.store,
        products.sku,
        {{ row_fingerprint('products') }} as fingerprint
    from products
    union all
    select
        cogs.store,
        cogs.sku,
        {{ row_fingerprint('cogs') }} as fingerprint
    from cogs
    union all
    select
        fee_preview.store,
        fee_preview.sku,
        {{ row_fingerprint('fee_preview') }} as fingerprint
    from fee_preview
),

told_per_sku as (
    select
        told.store,
        told.sku,
        count(*) as row_count,
        sum(told.fingerprint) as fingerprint
    from told
    where told.sku is not null
    group by told.store, told.sku
),

reached as (
    -- What a SKU costs may be told under the name that it is an alias of.
    select
        told_per_sku.store,
        told_per_sku.sku,
        told_per_sku.sku as reached_sku
    from told_per_sku
    union all
    select
        products.store,
        products.sku,
        products.alias_of as reached_sku
    from products
    where products.alias_of is not null
),

final as (
    select
        reached.store,
        reached.sku,
        {{ fingerprint_text(['sum(told_per_sku.row_count)', 'sum(told_per_sku.fingerprint)']) }}
            as fingerprint
    from reached
    inner join told_per_sku
        on reached.store = told_per_sku.store
        and reached.reached_sku = told_per_sku.sku
    group by reached.store, reached.sku
)

select * from final
