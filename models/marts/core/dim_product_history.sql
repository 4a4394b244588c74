with

products as (
    select * from {{ ref('dim_product') }}
),

versions as (
    select * from {{ ref('int_products__versions') }}
),

unit_costs_known as (
    select * from {{ ref('int_costs__unit_costs_known') }}
),

described as (
    -- A product of no list, and a standing member, have been the same since ever.
    select
        products.product_key,
        products.store,
        products.sku,
        case when versions.sku is null then products.product_name else versions.product_name end
            as product_name,
        coalesce(versions.category, products.category) as category,
        case when versions.sku is null then products.brand else versions.brand end as brand,
        versions.supplier,
        coalesce(versions.cost_sku, products.cost_sku) as cost_sku,
        coalesce(versions.valid_from, {{ far_past() }}) as valid_from,
        coalesce(versions.valid_to, {{ far_future() }}) as valid_to
    from products
    left join versions
        on products.store = versions.store
        and products.sku = versions.sku
),

costs as (
    -- The cost that counts in all marketplaces, as it is known today.
    select
        unit_costs_known.store,
        unit_costs_known.sku,
        unit_costs_known.currency,
        unit_costs_known.landed_unit_cost,
        unit_costs_known.effective_from as costs_from,
        coalesce(
            lead(unit_costs_known.effective_from) over (
                partition by unit_costs_known.store, unit_costs_known.sku
                order by unit_costs_known.effective_from
            ),
            {{ far_future() }}
        ) as costs_to
    from unit_costs_known
    where unit_costs_known.known_to is null
        and unit_costs_known.marketplace is null
),

changes as (
    select
        described.product_key,
        described.valid_from
    from described
    union all
    select
        described.product_key,
        costs.costs_from as valid_from
    from described
    inner join costs
        on described.store = costs.store
        and described.cost_sku = costs.sku
        and described.valid_from < costs.costs_from
        and described.valid_to > costs.costs_from
),

starts as (
    select
        changes.product_key,
        changes.valid_from
    from changes
    group by changes.product_key, changes.valid_from
),

ranges as (
    select
        starts.product_key,
        starts.valid_from,
        coalesce(
            lead(starts.valid_from) over (
                partition by starts.product_key
                order by starts.valid_from
            ),
            {{ far_future() }}
        ) as valid_to
    from starts
),

final as (
    select
        {{ hash_key(["ranges.product_key", "ranges.valid_from"]) }} as product_history_key,
        ranges.product_key,
        ranges.valid_from,
        ranges.valid_to,
        described.store,
        described.sku,
        described.product_name,
        described.category,
        described.brand,
        described.supplier,
        described.cost_sku,
        costs.currency as unit_cost_currency,
        costs.landed_unit_cost as unit_cost,
        ranges.valid_to = {{ far_future() }} as is_current
    from ranges
    inner join described
        on ranges.product_key = described.product_key
        and ranges.valid_from >= described.valid_from
        and ranges.valid_from < described.valid_to
    left join costs
        on described.store = costs.store
        and described.cost_sku = costs.sku
        and ranges.valid_from >= costs.costs_from
        and ranges.valid_from < costs.costs_to
)

select * from final
