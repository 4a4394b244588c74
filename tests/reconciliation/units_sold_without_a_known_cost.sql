{{ config(severity='warn') }}
-- Property: every unit sold has a cost in force on its day.
-- Who relies on it: the margin. A missing cost counts as 0, so the profit shown is too high by it.
-- What would go wrong silently: a new product without a cost would look like the best of all.
select
    lines_costed.store,
    lines_costed.cost_sku,
    sum(lines_costed.quantity) as units
from {{ ref('int_costs__order_lines_costed') }} as lines_costed
where lines_costed.cost_status <> 'known'
    and lines_costed.quantity <> 0
group by lines_costed.store, lines_costed.cost_sku
