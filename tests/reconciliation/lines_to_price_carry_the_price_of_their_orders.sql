-- Property: the price of one unit times the units of an Amazon order line, over all its days of
-- shipment, is what the order report states for the line.
-- Who relies on it: referral fees, which are a share of that price, per unit.
-- What would go wrong silently: a day of shipment that is lost, or a price of another line, gives
-- fees of goods that nobody sold.
with

lines_to_price as (
    select * from {{ ref('int_fees__amazon_lines_to_price') }}
),

order_rows as (
    select * from {{ ref('int_orders__amazon_order_rows') }}
),

priced as (
    select
        order_line_key,
        sum(quantity) as units,
        sum(cast(unit_price as double precision) * quantity) as price
    from lines_to_price
    group by order_line_key
),

ordered as (
    select
        order_line_key,
        sum(quantity) as units,
        cast(sum(item_price) as double precision) as price
    from order_rows
    where is_shipped
        and order_line_key is not null
    group by order_line_key
)

select
    coalesce(ordered.order_line_key, priced.order_line_key) as order_line_key,
    ordered.units,
    priced.units as priced_units,
    ordered.price,
    priced.price as priced_price
from ordered
full outer join priced
    on ordered.order_line_key = priced.order_line_key
where ordered.order_line_key is null
    or priced.order_line_key is null
    or ordered.units <> priced.units
    -- Four decimals of a unit price round by half of the last one.
    or (
        ordered.units <> 0
        and abs(ordered.price - priced.price)
        > abs(cast(ordered.units as double precision)) * 0.0001
    )
