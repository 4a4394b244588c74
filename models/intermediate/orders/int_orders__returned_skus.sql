with

returns as (
    select * from {{ ref('int_changes__returns') }}
),

amazon_lines as (
    select * from {{ ref('int_orders__amazon_lines') }}
),

skus as (
    select * from {{ ref('int_products__skus') }}
),

products_versions as (
    select * from {{ ref('stg_reference__products_versions') }}
),

told as (
    select
        returns.store,
        returns.order_id,
        returns.sku
    from returns
    where returns.record_type = 'data'
    group by returns.store, returns.order_id, returns.sku
),

aliases_told as (
    select
        products_versions.store,
        products_versions.sku,
        min(products_versions.batch_id) as known_batch_id
    from products_versions
    where products_versions.record_type = 'data'
        and products_versions.alias_of is not null
    group by products_versions.store, products_versions.sku
),

placed as (
    -- Nothing says which of several lines of a product it was: the first one by name.
    select
        told.store,
        told.order_id,
        told.sku,
        lines_of_product.sku as sold_sku,
        aliases_told.known_batch_id,
        row_number() over (
            partition by told.store, told.order_id, told.sku
            order by lines_of_product.sku
        ) as position
    from told
    inner join amazon_lines as lines_of_product
        on told.store = lines_of_product.store
        and told.order_id = lines_of_product.order_id
    inner join skus
        on lines_of_product.store = skus.store
        and lines_of_product.sku = skus.sku
        and told.sku = skus.cost_sku
    inner join aliases_told
        on lines_of_product.store = aliases_told.store
        and lines_of_product.sku = aliases_told.sku
    left join amazon_lines as own_lines
        on told.store = own_lines.store
        and told.order_id = own_lines.order_id
        and told.sku = own_lines.sku
    where own_lines.sku is null
),

final as (
    select
        placed.store,
        placed.order_id,
        placed.sku,
        placed.sold_sku,
        placed.known_batch_id
    from placed
    where placed.position = 1
)

select * from final
