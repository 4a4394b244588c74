-- Property: goods that Amazon shipped for an order of the shop lead to one line of that order,
-- which goes by their SKU, wherever there is one.
-- Who relies on it: the cost of goods that the shop's customers send back to Amazon's warehouse.
-- What would go wrong silently: a return that finds no line leaves its cost in the profit and loss.
with

shipped as (
    select
        store,
        order_id,
        sku,
        max({{ order_number('merchant_order_id') }}) as order_number
    from {{ ref('int_orders__amazon_order_rows') }}
    where is_mcf
    group by store, order_id, sku
),

lines as (
    select
        order_lines.store,
        {{ order_number('order_lines.order_id') }} as order_number,
        line_skus_known.sku,
        order_lines.order_line_key
    from {{ ref('int_orders__order_lines') }} as order_lines
    inner join {{ ref('int_costs__line_skus_known') }} as line_skus_known
        on order_lines.order_line_key = line_skus_known.order_line_key
    where order_lines.fulfillment_method = 'mcf'
),

due as (
    select
        shipped.store,
        shipped.order_id,
        shipped.sku
    from shipped
    inner join lines
        on shipped.store = lines.store
        and shipped.order_number = lines.order_number
        and shipped.sku = lines.sku
    group by shipped.store, shipped.order_id, shipped.sku
),

led as (
    select
        shipped.store,
        shipped.order_id,
        shipped.sku,
        count(*) as found_lines
    from {{ ref('int_costs__mcf_lines') }} as mcf_lines
    inner join shipped
        on mcf_lines.store = shipped.store
        and mcf_lines.order_id = shipped.order_id
        and mcf_lines.sku = shipped.sku
    inner join lines
        on mcf_lines.order_line_key = lines.order_line_key
        and shipped.store = lines.store
        and shipped.order_number = lines.order_number
        and shipped.sku = lines.sku
    group by shipped.store, shipped.order_id, shipped.sku
)

select
    due.*,
    led.found_lines
from due
left join led
    on due.store = led.store
    and due.order_id = led.order_id
    and due.sku = led.sku
where coalesce(led.found_lines, 0) <> 1
