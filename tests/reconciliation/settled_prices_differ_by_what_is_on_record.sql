-- Property: of an order of which a settlement tells the price of every line, the settled prices
-- less those of the order report that they take the place of are the differences on record.
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

prices as (
    select
        settlement_events.store,
        settlement_events.order_id,
        settlement_events.order_line_key,
        settlement_events.amount
    from settlement_events
    where settlement_events.component = 'principal'
        and settlement_events.event_type = 'sale'
        and settlement_events.ledger_role = 'pnl'
),

lines_priced as (
    select
        prices.store,
        prices.order_id,
        prices.order_line_key
    from prices
    group by prices.store, prices.order_id, prices.order_line_key
),

orders_priced as (
    -- Where the price contains its tax, or a row was never shipped, the two tell other prices.
    select
        order_rows.store,
        order_rows.order_id
    from order_rows
    left join lines_priced
        on order_rows.order_line_key = lines_priced.order_line_key
    group by order_rows.store, order_rows.order_id
    having min(
            case
                when order_rows.is_shipped
                    and not order_rows.is_cancelled
                    and not order_rows.is_mcf
                    and not coalesce(order_rows.is_tax_inside, false)
                    and lines_priced.order_line_key is not null then 1
                else 0
            end
        ) = 1
),

amounts as (
    select
        prices.store,
        prices.order_id,
        prices.amount,
        0 as difference
    from prices
    union all
    select
        order_events.store,
        order_events.order_id,
        -order_events.amount as amount,
        0 as difference
    from order_events
    where order_events.component = 'item_price'
        and order_events.ledger_role = 'evidence'
    union all
    select
        settlement_differences.store,
        settlement_differences.order_id,
        0 as amount,
        settlement_differences.amount as difference
    from settlement_differences
)

select
    amounts.store,
    amounts.order_id,
    sum(amounts.amount) as settled_beyond_report,
    sum(amounts.difference) as difference_on_record
from amounts
inner join orders_priced
    on amounts.store = orders_priced.store
    and amounts.order_id = orders_priced.order_id
group by amounts.store, amounts.order_id
having sum(amounts.amount) <> sum(amounts.difference)
