-- Property: of an order of which a settlement tells the price of every line, the settled prices,
-- shipping, gift wrap and promotions less those of the order report that they take the place of, or
-- of an order that never shipped those that the report states, are the differences on record.
-- Who relies on it: whoever looks for sales that Amazon settled at another price than the buyer
-- saw.
-- What would go wrong silently: a price that Amazon settled wrong would be nobody's to ask about.
with

order_rows as (
    select * from {{ ref('int_orders__amazon_order_rows') }}
),

order_events as (
    select * from {{ ref('int_ledger__amazon_order_events') }}
),

settlement_events as (
    select * from {{ ref('int_ledger__settlement_events') }}
),

settlement_differences as (
    select * from {{ ref('int_ledger__settlement_differences') }}
),

amazon_lines as (
    select * from {{ ref('int_orders__amazon_lines') }}
),

lines_ordered as (
    -- Where the price contains its tax the two tell other prices.
    select
        order_rows.store,
        order_rows.order_id,
        order_rows.order_line_key,
        min(case when order_rows.is_shipped then 1 else 0 end) as all_shipped,
        max(case when order_rows.is_shipped then 1 else 0 end) as any_shipped,
        sum(
            coalesce(order_rows.item_price, 0)
            + coalesce(order_rows.shipping_price, 0)
            + coalesce(order_rows.gift_wrap_price, 0)
            - coalesce(order_rows.item_promotion_discount, 0)
            - coalesce(order_rows.ship_promotion_discount, 0)
        ) as told_amount,
        min(
            case
                when not order_rows.is_cancelled
                    and not order_rows.is_mcf
                    and not coalesce(order_rows.is_tax_inside, false) then 1
                else 0
            end
        ) as is_comparable
    from order_rows
    group by order_rows.store, order_rows.order_id, order_rows.order_line_key
),

prices as (
    -- A price without a product is shared over the lines of its order: it is none of a line's own.
    select
        settlement_events.order_line_key,
        max(case when settlement_events.component = 'principal' then 1 else 0 end) as has_price,
        sum(settlement_events.amount) as amount
    from settlement_events
    where settlement_events.component in (
            'principal', 'shipping', 'gift_wrap', 'promotion_principal', 'promotion_shipping'
        )
        and settlement_events.event_type = 'sale'
        and settlement_events.ledger_role = 'pnl'
        and settlement_events.sku is not null
    group by settlement_events.order_line_key
),

orders_priced as (
    -- A row that never shipped is no sale yet: what it says stands for itself, when all is settled.
    select
        lines_ordered.store,
        lines_ordered.order_id,
        min(lines_ordered.all_shipped) as is_shipped,
        sum(lines_ordered.told_amount) as told_amount,
        sum(prices.amount) as settled_amount
    from lines_ordered
    inner join amazon_lines
        on lines_ordered.order_line_key = amazon_lines.order_line_key
    left join prices
        on lines_ordered.order_line_key = prices.order_line_key
    group by lines_ordered.store, lines_ordered.order_id
    having min(lines_ordered.is_comparable) = 1
        and count(*) = sum(prices.has_price)
        and min(lines_ordered.all_shipped) = max(lines_ordered.any_shipped)
        and (
            min(lines_ordered.all_shipped) = 1
            or min(
                case
                    when amazon_lines.settled_quantity >= amazon_lines.ordered_quantity then 1
                    else 0
                end
            ) = 1
        )
),

replaced_per_order as (
    select
        order_events.store,
        order_events.order_id,
        sum(order_events.amount) as amount
    from order_events
    where order_events.component in (
            'item_price', 'shipping_price', 'gift_wrap_price', 'item_promotion_discount',
            'ship_promotion_discount'
        )
        and order_events.ledger_role = 'evidence'
    group by order_events.store, order_events.order_id
),

differences_per_order as (
    select
        settlement_differences.store,
        settlement_differences.order_id,
        sum(settlement_differences.amount) as amount
    from settlement_differences
    group by settlement_differences.store, settlement_differences.order_id
)

select
    orders_priced.store,
    orders_priced.order_id,
    orders_priced.settled_amount,
    orders_priced.told_amount,
    replaced_per_order.amount as replaced_amount,
    differences_per_order.amount as difference_on_record
from orders_priced
left join replaced_per_order
    on orders_priced.store = replaced_per_order.store
    and orders_priced.order_id = replaced_per_order.order_id
left join differences_per_order
    on orders_priced.store = differences_per_order.store
    and orders_priced.order_id = differences_per_order.order_id
where orders_priced.settled_amount
    - case
        when orders_priced.is_shipped = 1
            then {{ money('coalesce(replaced_per_order.amount, 0)') }}
        else {{ money('orders_priced.told_amount') }}
    end
    <> coalesce(differences_per_order.amount, 0)
