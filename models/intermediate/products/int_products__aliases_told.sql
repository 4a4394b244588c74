with

products_versions as (
    select * from {{ ref('stg_reference__products_versions') }}
),

versions as (
    select
        products_versions.store,
        products_versions.sku,
        coalesce(products_versions.alias_of, products_versions.sku) as cost_sku,
        products_versions.loaded_at as known_from,
        {{ superseded_at(
            'products_versions', 'products_versions.store, products_versions.sku'
        ) }} as known_to
    from products_versions
    where products_versions.record_type = 'data'
),

final as (
    select
        versions.store,
        versions.sku,
        versions.cost_sku,
        versions.known_from,
        versions.known_to
    from versions
    where versions.known_to is null
        or versions.known_to > versions.known_from
)

select * from final
