with

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

skus as (
    select * from {{ ref('int_products__skus') }}
),

unit_costs as (
    select * from {{ ref('int_costs__unit_costs_in_force') }}
),

goods as (
    -- What was sold and has to have cost something: tips and gift cards have no cost.
    select
        order_lines.order_line_key,
        order_lines.store,
        coalesce(skus.cost_sku, order_lines.sku) as cost_sku,
        order_lines.marketplace_name,
        order_lines.sale_date,
        order_lines.quantity
    from order_lines
    left join skus
        on order_lines.store = skus.store
        and order_lines.sku = skus.sku
    where order_lines.is_counted
        and order_lines.line_kind = 'merchandise'
),

priced as (
    -- The cost that was in force on the day of the sale; one for the line's own marketplace goes
    -- before a general one.
    select
        goods.order_line_key,
        goods.store,
        goods.cost_sku,
        goods.sale_date,
        goods.quantity,
        coalesce(own_costs.unit_cost_row_id, general_costs.unit_cost_row_id) as unit_cost_row_id,
        coalesce(own_costs.landed_unit_cost, general_costs.landed_unit_cost) as landed_unit_cost,
        coalesce(own_costs.currency, general_costs.currency) as currency,
        coalesce(own_costs.source_file, general_costs.source_file) as source_file,
        coalesce(own_costs.source_line, general_costs.source_line) as source_line,
        coalesce(own_costs.batch_id, general_costs.batch_id) as batch_id
    from goods
    left join unit_costs as own_costs
        on goods.store = own_costs.store
        and goods.cost_sku = own_costs.sku
        and lower(goods.marketplace_name) = lower(own_costs.marketplace)
        and goods.sale_date >= own_costs.effective_from
        and goods.sale_date < coalesce(own_costs.effective_to, {{ far_future() }})
    left join unit_costs as general_costs
        on goods.store = general_costs.store
        and goods.cost_sku = general_costs.sku
        and general_costs.marketplace is null
        and goods.sale_date >= general_costs.effective_from
        and goods.sale_date < coalesce(general_costs.effective_to, {{ far_future() }})
),

final as (
    select
        priced.order_line_key,
        priced.store,
        priced.cost_sku,
        priced.unit_cost_row_id,
        case when priced.unit_cost_row_id is null then 'missing' else 'known' end as cost_status,
        priced.sale_date,
        priced.currency,
        priced.quantity,
        priced.landed_unit_cost,
        {{ money('priced.quantity * coalesce(priced.landed_unit_cost, 0)') }}
            as cogs_source_currency,
        priced.source_file,
        priced.source_line,
        priced.batch_id
    from priced
)

select * from final
