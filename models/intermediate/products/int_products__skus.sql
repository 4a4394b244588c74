with

products as (
    select * from {{ ref('stg_reference__products') }}
),

aliases as (
    select
        products.store,
        products.sku,
        products.alias_of
    from products
    where products.alias_of <> products.sku
),

final as (
    -- A SKU that another one carries the cost for (a channel suffix, a renamed listing) is costed
    -- as that one, which may be such a SKU itself. What leads on after four steps goes in a circle,
    -- or too far: it stays at its first step.
    select
        products.store,
        products.sku,
        case
            when fifth.alias_of is null
                then coalesce(
                        fourth.alias_of, third.alias_of, second.alias_of, products.alias_of,
                        products.sku
                    )
            else products.alias_of
        end as cost_sku,
        products.asin,
        products.product_name,
        products.category,
        products.brand,
        products.supplier
    from products
    left join aliases as second
        on products.store = second.store
        and products.alias_of = second.sku
    left join aliases as third
        on second.store = third.store
        and second.alias_of = third.sku
    left join aliases as fourth
        on third.store = fourth.store
        and third.alias_of = fourth.sku
    left join aliases as fifth
        on fourth.store = fifth.store
        and fourth.alias_of = fifth.sku
)

select * from final
