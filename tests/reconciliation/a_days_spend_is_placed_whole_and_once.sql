-- Property: the orders of a campaign's day bear exactly what it cost, the lines of an order exactly
-- the order's part, and the sales of an advertised product exactly what its advertising cost. A day
-- whose visits are credited with an order is borne by orders, and an order with lines by its lines.
-- Who relies on it: what no order bears is worked out as the rest of these parts.
-- What would go wrong silently: a join that multiplies visits or lines would place more than was
-- spent, and the rest would hide it as a negative amount that nobody spent; one that loses orders
-- would make it spend that brought nothing.
with

campaign_days as (
    select
        campaign_day_key,
        store,
        platform,
        campaign_key,
        spend_date,
        is_by_product,
        spend_cents
    from {{ ref('int_attribution__campaign_days') }}
),

orders as (
    select
        campaign_day_key,
        store,
        order_id,
        order_cents
    from {{ ref('int_attribution__spend_to_orders') }}
),

per_day as (
    select
        campaign_day_key,
        sum(order_cents) as placed_cents
    from orders
    group by campaign_day_key
),

per_order as (
    select
        campaign_day_key,
        order_id,
        sum(line_cents) as placed_cents
    from {{ ref('int_attribution__spend_allocated') }}
    group by campaign_day_key, order_id
),

days_credited as (
    select
        store,
        ad_platform,
        campaign_key,
        touched_date
    from {{ ref('int_attribution__credits') }}
    where attribution_model = '{{ attribution_model() }}'
        and campaign_key is not null
    group by store, ad_platform, campaign_key, touched_date
),

orders_with_lines as (
    select
        store,
        order_id
    from {{ ref('int_orders__lines_kept') }}
    where is_counted
        and line_kind <> 'tip'
    group by store, order_id
),

per_product as (
    select
        per_order.campaign_day_key,
        sum(per_order.placed_cents) as placed_cents
    from per_order
    group by per_order.campaign_day_key
)

select
    campaign_days.campaign_day_key,
    cast(null as {{ dbt.type_string() }}) as order_id,
    campaign_days.spend_cents as due_cents,
    per_day.placed_cents
from campaign_days
inner join per_day
    on campaign_days.campaign_day_key = per_day.campaign_day_key
where campaign_days.spend_cents <> per_day.placed_cents
union all
select
    orders.campaign_day_key,
    orders.order_id,
    orders.order_cents as due_cents,
    per_order.placed_cents
from orders
inner join per_order
    on orders.campaign_day_key = per_order.campaign_day_key
    and orders.order_id = per_order.order_id
where orders.order_cents <> per_order.placed_cents
union all
select
    campaign_days.campaign_day_key,
    cast(null as {{ dbt.type_string() }}) as order_id,
    campaign_days.spend_cents as due_cents,
    per_product.placed_cents
from campaign_days
inner join per_product
    on campaign_days.campaign_day_key = per_product.campaign_day_key
where campaign_days.is_by_product
    and campaign_days.spend_cents <> per_product.placed_cents
union all
select
    campaign_days.campaign_day_key,
    cast(null as {{ dbt.type_string() }}) as order_id,
    campaign_days.spend_cents as due_cents,
    cast(null as bigint) as placed_cents
from campaign_days
inner join days_credited
    on campaign_days.store = days_credited.store
    and campaign_days.platform = days_credited.ad_platform
    and campaign_days.campaign_key = days_credited.campaign_key
    and campaign_days.spend_date = days_credited.touched_date
left join per_day
    on campaign_days.campaign_day_key = per_day.campaign_day_key
where not campaign_days.is_by_product
    and per_day.campaign_day_key is null
union all
select
    orders.campaign_day_key,
    orders.order_id,
    orders.order_cents as due_cents,
    cast(null as bigint) as placed_cents
from orders
inner join orders_with_lines
    on orders.store = orders_with_lines.store
    and orders.order_id = orders_with_lines.order_id
left join per_order
    on orders.campaign_day_key = per_order.campaign_day_key
    and orders.order_id = per_order.order_id
where orders.order_cents <> 0
    and per_order.campaign_day_key is null
