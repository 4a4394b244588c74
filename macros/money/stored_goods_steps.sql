{#- stored_goods_steps(from_cte, previews_cte, products_cte, into): rows of Amazon's storage report with the SKU that they speak of, as
    CTEs; the last one is named `into` and has every column of `from_cte` plus country and sku.

    in:  label X1, which the fee preview calls VASE      out: VASE
    in:  a label that it does not name, ASIN B1          out: the product of B1, an alias last; else null -#}
{% macro stored_goods_steps(from_cte, previews_cte, products_cte, into) -%}
skus_of_goods as (
    -- The label leads to the SKU; without it the catalog number does, an alias last.
    select
        {{ previews_cte }}.store,
        {{ previews_cte }}.fnsku as goods_code,
        {{ previews_cte }}.sku,
        1 as preference
    from {{ previews_cte }}
    where {{ previews_cte }}.fnsku is not null
    union all
    select
        {{ products_cte }}.store,
        {{ products_cte }}.asin as goods_code,
        {{ products_cte }}.sku,
        case when {{ products_cte }}.alias_of is null then 2 else 3 end as preference
    from {{ products_cte }}
    where {{ products_cte }}.asin is not null
),

skus_ranked as (
    select
        skus_of_goods.store,
        skus_of_goods.goods_code,
        skus_of_goods.sku,
        skus_of_goods.preference,
        row_number() over (
            partition by skus_of_goods.store, skus_of_goods.goods_code
            order by skus_of_goods.preference, skus_of_goods.sku
        ) as sku_rank
    from skus_of_goods
),

{{ into }} as (
    select
        {{ from_cte }}.*,
        coalesce({{ from_cte }}.country_code, 'US') as country,
        coalesce(by_label.sku, by_asin.sku) as sku
    from {{ from_cte }}
    left join skus_ranked as by_label
        on {{ from_cte }}.store = by_label.store
        and {{ from_cte }}.fnsku = by_label.goods_code
        and by_label.sku_rank = 1
        and by_label.preference = 1
    left join skus_ranked as by_asin
        on {{ from_cte }}.store = by_asin.store
        and {{ from_cte }}.asin = by_asin.goods_code
        and by_asin.sku_rank = 1
    where {{ from_cte }}.record_type = 'data'
)
{%- endmacro %}
