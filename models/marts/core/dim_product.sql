with

skus as (
    select * from {{ ref('int_products__skus') }}
),

order_lines as (
    select * from {{ ref('int_orders__lines_kept') }}
),

events as (
    select * from {{ ref('fact_ledger_events') }}
),

settlement_lines as (
    select * from {{ ref('fact_settlement_lines') }}
),

fees_audited as (
    select * from {{ ref('fact_fee_audit') }}
),

skus_seen as (
    select
        skus.store,
        skus.sku,
        cast(null as {{ dbt.type_string() }}) as product_name,
        cast(null as {{ dbt.type_string() }}) as brand
    from skus
    union all
    select
        order_lines.store,
        order_lines.sku,
        order_lines.product_name,
        order_lines.brand
    from order_lines
    union all
    select
        events.store,
        events.sku,
        cast(null as {{ dbt.type_string() }}) as product_name,
        cast(null as {{ dbt.type_string() }}) as brand
    from events
    union all
    select
        settlement_lines.store,
        settlement_lines.sku,
        cast(null as {{ dbt.type_string() }}) as product_name,
        cast(null as {{ dbt.type_string() }}) as brand
    from settlement_lines
    union all
    select
        fees_audited.store,
        fees_audited.sku,
        cast(null as {{ dbt.type_string() }}) as product_name,
        cast(null as {{ dbt.type_string() }}) as brand
    from fees_audited
),

names_per_sku as (
    -- A SKU that was sold or charged but is missing from the product list still gets its row. Those
    -- of the facts themselves are all that a key names, in rows of orders not computed now, too.
    select
        skus_seen.store,
        skus_seen.sku,
        min(skus_seen.product_name) as product_name,
        min(skus_seen.brand) as brand
    from skus_seen
    where skus_seen.sku is not null
    group by skus_seen.store, skus_seen.sku
),

products as (
    select
        {{ hash_key(["names_per_sku.store", "names_per_sku.sku"]) }} as product_key,
        names_per_sku.store,
        names_per_sku.sku,
        skus.asin,
        coalesce(skus.product_name, names_per_sku.product_name, names_per_sku.sku) as product_name,
        coalesce(skus.category, 'Uncategorized') as category,
        coalesce(skus.brand, names_per_sku.brand) as brand,
        skus.supplier,
        coalesce(skus.cost_sku, names_per_sku.sku) as cost_sku,
        skus.sku is not null as is_in_product_list
    from names_per_sku
    left join skus
        on names_per_sku.store = skus.store
        and names_per_sku.sku = skus.sku
),

standing_members as (
    {{ standing_members() }}
),

standing as (
    select
        standing_members.member_key as product_key,
        standing_members.member_name as store,
        standing_members.member_name as sku,
        cast(null as {{ dbt.type_string() }}) as asin,
        standing_members.member_name as product_name,
        standing_members.member_name as category,
        cast(null as {{ dbt.type_string() }}) as brand,
        cast(null as {{ dbt.type_string() }}) as supplier,
        cast(null as {{ dbt.type_string() }}) as cost_sku,
        false as is_in_product_list
    from standing_members
),

final as (
    select * from products
    union all
    select * from standing
)

select * from final
