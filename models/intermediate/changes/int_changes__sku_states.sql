with

products as (
    select * from {{ ref('stg_reference__products') }}
),

products_versions as (
    select * from {{ ref('stg_reference__products_versions') }}
),

bundles_versions as (
    select * from {{ ref('stg_reference__bundles_versions') }}
),

cogs_versions as (
    select * from {{ ref('stg_costs__cogs_versions') }}
),

receipts as (
    select * from {{ ref('stg_costs__receipts') }}
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
        products_versions.store,
        products_versions.sku,
        {{ fingerprint([
            'products_versions.alias_of', 'products_versions.source_file',
            'products_versions.source_line', 'products_versions.batch_id'
        ]) }} as fingerprint
    from products_versions
    union all
    select
        bundles_versions.store,
        bundles_versions.bundle_sku as sku,
        {{ row_fingerprint('bundles_versions') }} as fingerprint
    from bundles_versions
    union all
    select
        cogs_versions.store,
        cogs_versions.sku,
        {{ row_fingerprint('cogs_versions') }} as fingerprint
    from cogs_versions
    union all
    select
        receipts.store,
        receipts.sku,
        {{ row_fingerprint('receipts') }} as fingerprint
    from receipts
    union all
    -- A preview comes often and with other prices; of orders it bears on what it measures alone.
    select
        fee_preview.store,
        fee_preview.sku,
        {{ fingerprint([
            'fee_preview.record_type', 'fee_preview.currency', 'fee_preview.product_group',
            'fee_preview.product_size_tier', 'fee_preview.unit_of_dimension',
            'fee_preview.longest_side', 'fee_preview.median_side', 'fee_preview.shortest_side',
            'fee_preview.unit_of_weight', 'fee_preview.item_package_weight'
        ]) }} as fingerprint
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

leads as (
    -- What a SKU costs may be told under the name that it is an alias of, a bundle under its
    -- components.
    select
        products_versions.store,
        products_versions.sku,
        products_versions.alias_of as next_sku
    from products_versions
    where products_versions.alias_of is not null
    union all
    select
        bundles_versions.store,
        bundles_versions.bundle_sku as sku,
        bundles_versions.component_sku as next_sku
    from bundles_versions
),

steps as (
    select
        told_per_sku.store,
        told_per_sku.sku,
        told_per_sku.sku as next_sku
    from told_per_sku
    union all
    select
        leads.store,
        leads.sku,
        leads.next_sku
    from leads
),

{{ twice_as_far_steps('steps', into='two_steps') }},

{{ twice_as_far_steps('two_steps', into='four_steps') }},

{{ twice_as_far_steps('four_steps', into='eight_steps') }},

reached as (
    -- Nine steps at most: four aliases, a bundle, and four aliases of one of its components.
    select
        eight_steps.store,
        eight_steps.sku,
        steps.next_sku as reached_sku
    from eight_steps
    inner join steps
        on eight_steps.store = steps.store
        and eight_steps.next_sku = steps.sku
    group by eight_steps.store, eight_steps.sku, steps.next_sku
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
