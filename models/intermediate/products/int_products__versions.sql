with

products_versions as (
    select * from {{ ref('stg_reference__products_versions') }}
),

skus as (
    select * from {{ ref('int_products__skus') }}
),

dated as (
    -- A version counts from the day that its file speaks of, else from the day on which it landed.
    select
        products_versions.store,
        products_versions.sku,
        products_versions.product_name,
        coalesce(products_versions.category, 'Uncategorized') as category,
        products_versions.brand,
        products_versions.supplier,
        coalesce(
            skus.cost_sku, products_versions.alias_of, products_versions.sku
        ) as cost_sku,
        cast(coalesce(products_versions.as_of, products_versions.loaded_at) as date) as counts_from,
        row_number() over (
            partition by
                products_versions.store, products_versions.sku,
                cast(coalesce(products_versions.as_of, products_versions.loaded_at) as date)
            order by
                products_versions.as_of desc nulls last,
                products_versions.file_no desc nulls last
        ) as rank_of_day
    from products_versions
    left join skus
        on products_versions.store = skus.store
        and products_versions.alias_of = skus.sku
    where products_versions.record_type = 'data'
),

described as (
    select
        dated.store,
        dated.sku,
        dated.product_name,
        dated.category,
        dated.brand,
        dated.supplier,
        dated.cost_sku,
        dated.counts_from,
        {{ hash_key([
            "dated.product_name", "dated.category", "dated.brand", "dated.supplier",
            "dated.cost_sku"
        ]) }} as description_key
    from dated
    where dated.rank_of_day = 1
),

compared as (
    select
        described.*,
        lag(described.description_key) over (
            partition by described.store, described.sku
            order by described.counts_from
        ) as former_key
    from described
),

final as (
    -- What says the same as the version before it continues that one; the first counts since ever.
    select
        compared.store,
        compared.sku,
        compared.product_name,
        compared.category,
        compared.brand,
        compared.supplier,
        compared.cost_sku,
        case
            when compared.former_key is null then {{ far_past() }}
            else compared.counts_from
        end as valid_from,
        coalesce(
            lead(compared.counts_from) over (
                partition by compared.store, compared.sku
                order by compared.counts_from
            ),
            {{ far_future() }}
        ) as valid_to
    from compared
    where compared.former_key is null
        or compared.former_key <> compared.description_key
)

select * from final
