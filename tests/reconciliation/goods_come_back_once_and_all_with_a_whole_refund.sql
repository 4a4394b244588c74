-- Property: an order line of Shopify has the units that proofs bring back, each proof once; and
-- when refunds reach the order's total, once more a row that brings back all that is still out.
-- Who relies on it: units sold less units returned, and the return rates by product.
-- What would go wrong silently: a refunded order would keep its units sold, or give them back
-- twice.
with

shopify_lines as (
    select * from {{ ref('int_orders__shopify_lines') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

refunds as (
    select * from {{ ref('int_orders__shopify_refunds') }}
),

goods_booked as (
    select * from {{ ref('int_costs__goods_booked') }}
),

units_returned as (
    select * from {{ ref('int_ledger__shopify_units_returned') }}
),

refunded_whole as (
    -- A refund that is taken back may reach the total twice: such orders are left out below.
    select
        refunds.store,
        refunds.order_name,
        min(refunds.refund_amount) as smallest_refund,
        case
            when sum(refunds.refund_amount) >= min(shopify_orders.total)
                and min(shopify_orders.total) > 0 then 1
            else 0
        end as is_whole
    from refunds
    inner join shopify_orders
        on refunds.store = shopify_orders.store
        and refunds.order_name = shopify_orders.order_name
    where refunds.refund_kind <> 'chargeback'
    group by refunds.store, refunds.order_name
),

proofs_per_line as (
    select
        goods_booked.order_line_key,
        count(*) as row_count,
        sum(goods_booked.units_to - goods_booked.units_from) as units
    from goods_booked
    where goods_booked.booking = 'now'
    group by goods_booked.order_line_key
),

returned_per_line as (
    select
        units_returned.order_line_key,
        count(*) as row_count,
        -sum(units_returned.quantity) as units
    from units_returned
    where units_returned.booking = 'now'
    group by units_returned.order_line_key
),

due as (
    select
        shopify_lines.order_line_key,
        coalesce(proofs_per_line.row_count, 0)
        + case when shopify_lines.line_kind = 'merchandise' then refunded_whole.is_whole else 0 end
            as row_count,
        case
            when shopify_lines.line_kind = 'merchandise' and refunded_whole.is_whole = 1
                then shopify_lines.quantity
            else coalesce(proofs_per_line.units, 0)
        end as units
    from shopify_lines
    inner join refunded_whole
        on shopify_lines.store = refunded_whole.store
        and shopify_lines.order_name = refunded_whole.order_name
    left join proofs_per_line
        on shopify_lines.order_line_key = proofs_per_line.order_line_key
    where refunded_whole.smallest_refund > 0
)

select
    due.order_line_key,
    due.row_count as rows_due,
    returned_per_line.row_count as rows_there,
    due.units as units_due,
    returned_per_line.units as units_there
from due
left join returned_per_line
    on due.order_line_key = returned_per_line.order_line_key
where due.row_count <> coalesce(returned_per_line.row_count, 0)
    or due.units <> coalesce(returned_per_line.units, 0)
