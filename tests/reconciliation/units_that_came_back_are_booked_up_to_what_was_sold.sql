-- Property: of every line as many units come back as Amazon's returns report and the restocked
-- lines of the shop prove, and no more than were sold.
-- Who relies on it: the cost of goods, which a sellable return takes back.
-- What would go wrong silently: a return that finds no line would leave its cost in the profit and
-- loss. (What Amazon's warehouse sent for the shop is proved under another order's number.)
with

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

shopify_lines as (
    select * from {{ ref('int_orders__shopify_lines') }}
),

refund_days as (
    select * from {{ ref('int_orders__shopify_refund_days') }}
    where kind = 'goods' and is_now
),

proofs as (
    select order_line_key, units
    from {{ ref('int_orders__customer_returns') }}
    where disposition is not null
    union all
    select
        shopify_lines.order_line_key,
        shopify_lines.quantity as units
    from shopify_lines
    inner join refund_days
        on shopify_lines.store = refund_days.store
        and shopify_lines.order_name = refund_days.order_name
    where shopify_lines.fulfillment_status = 'restocked'
),

proved as (
    select order_line_key, sum(units) as units
    from proofs
    group by order_line_key
    having min(units) > 0
),

returned as (
    select order_line_key, sum(units_to - units_from) as units
    from {{ ref('int_costs__goods_returned') }}
    group by order_line_key
)

select
    order_lines.order_line_key,
    proved.units as units_proved,
    order_lines.quantity as units_sold,
    returned.units as units_returned
from order_lines
inner join proved
    on order_lines.order_line_key = proved.order_line_key
left join returned
    on order_lines.order_line_key = returned.order_line_key
where order_lines.is_counted
    and order_lines.line_kind = 'merchandise'
    and order_lines.fulfillment_method <> 'mcf'
    and coalesce(returned.units, 0) <> least(proved.units, greatest(order_lines.quantity, 0))
