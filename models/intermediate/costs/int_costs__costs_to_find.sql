with

goods_sold as (
    select * from {{ ref('int_costs__goods_sold') }}
),

bundles_known as (
    select * from {{ ref('int_costs__bundles_known') }}
),

aliases_known as (
    select * from {{ ref('int_products__aliases_known') }}
),

bundles as (
    select
        goods_sold.order_line_key,
        goods_sold.book,
        goods_sold.store,
        goods_sold.sale_date,
        goods_sold.known_by as line_known_by,
        bundles_known.component_sku,
        bundles_known.quantity,
        bundles_known.effective_from,
        bundles_known.known_from,
        bundles_known.known_to,
        {{ knowledge_of_day(
            'goods_sold.known_by', 'goods_sold.sale_date',
            'min(bundles_known.known_from) over ('
            'partition by goods_sold.order_line_key, goods_sold.book)'
        ) }} as known_by
    from goods_sold
    inner join bundles_known
        on goods_sold.store = bundles_known.store
        and goods_sold.cost_sku = bundles_known.bundle_sku
        and goods_sold.sale_date >= bundles_known.effective_from
),

bundles_in_force as (
    select
        bundles.*,
        max(bundles.effective_from) over (
            partition by bundles.order_line_key, bundles.book
        ) as newest_effective_from
    from bundles
    where {{ is_known_at('bundles', 'bundles.known_by') }}
),

components as (
    -- The components of one day make up the bundle: a newer day replaces them all.
    select
        bundles_in_force.order_line_key,
        bundles_in_force.book,
        bundles_in_force.store,
        bundles_in_force.sale_date,
        bundles_in_force.line_known_by,
        bundles_in_force.component_sku,
        bundles_in_force.quantity
    from bundles_in_force
    where bundles_in_force.effective_from = bundles_in_force.newest_effective_from
        and bundles_in_force.quantity > 0
),

component_aliases as (
    select
        components.order_line_key,
        components.book,
        components.component_sku,
        aliases_known.cost_sku,
        aliases_known.known_from,
        aliases_known.known_to,
        {{ knowledge_of_day(
            'components.line_known_by', 'components.sale_date',
            'min(aliases_known.known_from) over ('
            'partition by components.order_line_key, components.book, components.component_sku)'
        ) }} as known_by
    from components
    inner join aliases_known
        on components.store = aliases_known.store
        and components.component_sku = aliases_known.sku
),

skus as (
    select
        goods_sold.order_line_key,
        goods_sold.book,
        'own' as sku_role,
        goods_sold.cost_sku,
        1 as units_each
    from goods_sold
    union all
    select
        components.order_line_key,
        components.book,
        'component' as sku_role,
        coalesce(component_aliases.cost_sku, components.component_sku) as cost_sku,
        sum(components.quantity) as units_each
    from components
    left join component_aliases
        on components.order_line_key = component_aliases.order_line_key
        and components.book = component_aliases.book
        and components.component_sku = component_aliases.component_sku
        and {{ is_known_at('component_aliases', 'component_aliases.known_by') }}
    group by
        components.order_line_key, components.book,
        coalesce(component_aliases.cost_sku, components.component_sku)
),

final as (
    select
        skus.order_line_key,
        skus.book,
        goods_sold.store,
        skus.sku_role,
        skus.cost_sku,
        goods_sold.marketplace_name,
        goods_sold.sale_date,
        goods_sold.quantity,
        cast(skus.units_each as bigint) as units_each,
        goods_sold.known_by
    from skus
    inner join goods_sold
        on skus.order_line_key = goods_sold.order_line_key
        and skus.book = goods_sold.book
)

select * from final
