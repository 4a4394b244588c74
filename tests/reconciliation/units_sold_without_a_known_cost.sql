{{ config(severity='warn') }}
-- Property: every unit sold has a cost in force on its day.
-- Who relies on it: the margin. A missing cost counts as 0, so the profit shown is too high by it.
-- What would go wrong silently: a new product without a cost would look like the best of all.
select
    performance.store,
    products.cost_sku,
    sum(performance.quantity) as units
from {{ ref('fact_financial_performance') }} as performance
left join {{ ref('dim_product') }} as products
    on performance.product_key = products.product_key
where performance.cost_status <> 'known'
    and performance.event_type = 'sale'
    and performance.quantity <> 0
group by performance.store, products.cost_sku
