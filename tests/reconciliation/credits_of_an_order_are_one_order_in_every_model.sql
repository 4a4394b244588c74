-- Property: every order that counts, of every platform, has credits of 1,000,000 in each of the
-- nine models, and no other order has any; so every model has the same total.
-- Who relies on it: whatever sets revenue or advertising against credits.
-- What would go wrong silently: a join that drops or doubles orders would make one model look
-- better than another, and rounding would let a part of an order vanish.
with

orders_kept as (
    select * from {{ ref('int_orders__orders_kept') }}
),

attribution as (
    select * from {{ ref('fact_attribution') }}
),

models as (
    {{ named_models(attribution_models()) }}
),

due as (
    select
        orders_kept.store,
        orders_kept.order_id,
        models.attribution_model
    from orders_kept
    cross join models
    where orders_kept.is_counted
),

credited as (
    select
        attribution.store,
        attribution.order_id,
        attribution.attribution_model,
        sum(attribution.credit_units) as credit_units,
        min(attribution.credit_units) as smallest_credit
    from attribution
    group by attribution.store, attribution.order_id, attribution.attribution_model
)

select
    coalesce(due.store, credited.store) as store,
    coalesce(due.order_id, credited.order_id) as order_id,
    coalesce(due.attribution_model, credited.attribution_model) as attribution_model,
    credited.credit_units,
    credited.smallest_credit
from due
full outer join credited
    on due.store = credited.store
    and due.order_id = credited.order_id
    and due.attribution_model = credited.attribution_model
where due.order_id is null
    or credited.order_id is null
    or credited.credit_units <> {{ credit_total() }}
    or credited.smallest_credit <= 0
