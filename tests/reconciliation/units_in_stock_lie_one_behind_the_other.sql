-- Property: what the lines take of a SKU, and the layers that its stock is made of, lie one behind
-- the other from the first unit on.
-- Who relies on it: first in, first out, which takes the n-th unit sold for the n-th in stock.
-- What would go wrong silently: after a gap every later sale would cost what another one should.
with

placed as (
    select
        'taken' as kind,
        'newest' as book,
        store,
        cost_sku,
        units,
        taken_before as units_from
    from {{ ref('int_costs__stock_taken') }}
    union all
    select
        'in stock' as kind,
        book,
        store,
        cost_sku,
        units,
        layer_from as units_from
    from {{ ref('int_costs__stock_layers') }}
)

select
    kind,
    book,
    store,
    cost_sku,
    sum(units) as units,
    min(units_from) as first_unit,
    max(units_from + units) as last_unit
from placed
group by kind, book, store, cost_sku
having min(units_from) <> 0
    or sum(units) <> max(units_from + units)
