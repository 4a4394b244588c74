-- Property: by the day of the sale, all units of a line are costed: as what they are or as all the
-- components of the bundle. What one unit costs stands in the cost list.
-- Who relies on it: the cost of goods sold.
-- What would go wrong silently: a bundle without one of its components would look cheap, and a line
-- without any cost like the best of all.
with

costs as (
    select * from {{ ref('int_costs__costs_by_date') }}
),

units_told as (
    select
        order_line_key,
        book,
        sum(case when sku_role = 'own' then quantity * units_each else 0 end) as own_units,
        sum(case when sku_role = 'own' then 0 else quantity * units_each end) as component_units
    from {{ ref('int_costs__costs_to_find') }}
    where '{{ cogs_method() }}' = 'effective_date'
    group by order_line_key, book
),

roles as (
    select
        order_line_key,
        book,
        cost_sku,
        max(case when sku_role = 'own' then 1 else 0 end) as is_own,
        case when min(sku_role) <> max(sku_role) then 1 else 0 end as is_both,
        min(units_each) as fewest_units_each,
        max(units_each) as most_units_each
    from {{ ref('int_costs__costs_to_find') }}
    group by order_line_key, book, cost_sku
),

units_costed as (
    select
        costs.order_line_key,
        costs.book,
        sum(case when roles.is_own = 1 then costs.units_to - costs.units_from else 0 end)
            as own_units,
        sum(case when roles.is_own = 1 then 0 else costs.units_to - costs.units_from end)
            as component_units,
        max(roles.is_both) as has_both
    from costs
    left join roles
        on costs.order_line_key = roles.order_line_key
        and costs.book = roles.book
        and coalesce(costs.cost_sku, '') = coalesce(roles.cost_sku, '')
    group by costs.order_line_key, costs.book
),

listed as (
    select
        unit_cost_row_id,
        currency,
        cast(landed_unit_cost as numeric(24, 10)) as unit_cost
    from {{ ref('int_costs__unit_costs_known') }}
    group by unit_cost_row_id, currency, cast(landed_unit_cost as numeric(24, 10))
)

select
    units_told.order_line_key,
    units_told.book,
    'not all of its units' as found
from units_told
left join units_costed
    on units_told.order_line_key = units_costed.order_line_key
    and units_told.book = units_costed.book
where units_costed.order_line_key is null
    or not (
        (units_costed.own_units = units_told.own_units and units_costed.component_units = 0)
        or (
            units_costed.own_units = 0
            and units_costed.component_units = units_told.component_units
        )
        or (
            -- A SKU that is its own component: its units may be either.
            units_costed.has_both = 1
            and units_costed.own_units + units_costed.component_units
            in (units_told.own_units, units_told.component_units)
        )
    )
union all
select
    costs.order_line_key,
    costs.book,
    'not so many to a unit' as found
from costs
inner join roles
    on costs.order_line_key = roles.order_line_key
    and costs.book = roles.book
    and coalesce(costs.cost_sku, '') = coalesce(roles.cost_sku, '')
where costs.units_each < roles.fewest_units_each
    or costs.units_each > roles.most_units_each
union all
select
    costs.order_line_key,
    costs.book,
    'not the cost of the list' as found
from costs
left join listed
    on costs.unit_cost_row_id = listed.unit_cost_row_id
    and costs.currency = listed.currency
    and costs.unit_cost = listed.unit_cost
where costs.unit_cost is not null
    and listed.unit_cost_row_id is null
