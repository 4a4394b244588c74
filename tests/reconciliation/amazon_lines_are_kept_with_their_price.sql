-- Property: a line of Amazon keeps the price that settlements paid for it, else the one that its
-- order report lists.
-- Who relies on it: promotions and advertising that are shared by the price of a line.
-- What would go wrong silently: a line would bear what belongs to another one.
with

lines_kept as (
    select * from {{ ref('int_orders__lines_kept') }}
),

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
    where platform = 'amazon'
),

settled as (
    select
        store,
        order_id,
        coalesce(sku, '') as sku,
        sum(amount) as price
    from {{ ref('int_settlements__amounts_classified') }}
    where is_primary
        and not is_mcf
        and order_event_type = 'sale'
        and measure = 'gross_revenue'
        and order_id is not null
    group by store, order_id, coalesce(sku, '')
),

listed as (
    select
        store,
        order_id,
        coalesce(sku, '') as sku,
        sum(item_price) as price
    from {{ ref('int_orders__amazon_order_rows') }}
    where not is_mcf
        and not is_cancelled
    group by store, order_id, coalesce(sku, '')
)

select
    order_lines.order_line_key,
    settled.price as price_settled,
    listed.price as price_listed,
    lines_kept.line_amount as price_kept
from order_lines
left join settled
    on order_lines.store = settled.store
    and order_lines.order_id = settled.order_id
    and coalesce(order_lines.sku, '') = settled.sku
left join listed
    on order_lines.store = listed.store
    and order_lines.order_id = listed.order_id
    and coalesce(order_lines.sku, '') = listed.sku
left join lines_kept
    on order_lines.order_line_key = lines_kept.order_line_key
where lines_kept.order_line_key is null
    or lines_kept.line_amount <> coalesce(settled.price, listed.price, 0)
