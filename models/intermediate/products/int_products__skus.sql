with

products as (
    select * from {{ ref('stg_reference__products') }}
),

final as (
    -- A SKU that another one carries the cost for (a channel suffix, a renamed listing) is costed
    -- as that one.
    select
        products.store,
        products.sku,
        coalesce(products.alias_of, products.sku) as cost_sku,
        products.asin,
        products.product_name,
        products.category,
        products.brand,
        products.supplier
    from products
)

select * from final
