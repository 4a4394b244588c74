-- Property: an order with one touch in its path, or with none, is credited alike by every model.
-- Who relies on it: whoever compares models: where there is nothing to share, they cannot differ.
-- What would go wrong silently: a model that renormalises wrongly, or whose chain has no room for a
-- channel, would move orders that no opinion about credit can move.
with

attribution as (
    select * from {{ ref('fact_attribution') }}
),

order_paths as (
    select * from {{ ref('fact_order_paths') }}
)

select
    attribution.store,
    attribution.order_id,
    min(attribution.touch_id) as one_touch,
    max(attribution.touch_id) as another_touch
from attribution
inner join order_paths
    on attribution.store = order_paths.store
    and attribution.order_id = order_paths.order_id
where order_paths.touches <= 1
group by attribution.store, attribution.order_id
having min(attribution.touch_id) <> max(attribution.touch_id)
    or min(attribution.credit_units) <> {{ credit_total() }}
