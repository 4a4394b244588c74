{{ config(severity='warn') }}
-- Property: an alias leads, in at most four steps of the product list, to a SKU that is no alias.
-- Who relies on it: the cost of what is sold under the alias.
-- What would go wrong silently: aliases that name each other in a circle, or one after another too
-- often, are costed as the first SKU that they name, which has no cost.
select
    known.store,
    known.sku,
    known.cost_sku
from {{ ref('int_products__aliases_known') }} as known
inner join {{ ref('int_products__aliases_told') }} as onward
    on known.store = onward.store
    and known.cost_sku = onward.sku
where known.known_to is null
    and onward.known_to is null
    and onward.cost_sku <> onward.sku
