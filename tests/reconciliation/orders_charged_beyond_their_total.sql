{{ config(severity='warn') }}
-- Property: what the charges of an order are beyond its total went back to the customer.
-- Who relies on it: whoever owes it: it is no revenue and in no profit.
-- What would go wrong silently: an order that was charged twice, or whose line was taken off after
-- it was paid, would keep money that belongs to its customer.
with

paid_per_order as (
    select
        store,
        order_name,
        currency,
        sum(case when treatment = 'charge' then amount end) as charged_amount,
        sum(amount) as kept_amount
    from {{ ref('int_orders__shopify_payments') }}
    where treatment in ('charge', 'refund', 'chargeback')
    group by store, order_name, currency
)

select
    shopify_orders.store,
    shopify_orders.order_name,
    shopify_orders.currency,
    shopify_orders.total,
    shopify_orders.refunded_amount,
    paid_per_order.charged_amount,
    paid_per_order.kept_amount
from {{ ref('int_orders__shopify_orders') }} as shopify_orders
inner join paid_per_order
    on shopify_orders.store = paid_per_order.store
    and shopify_orders.order_name = paid_per_order.order_name
    and shopify_orders.currency = paid_per_order.currency
where paid_per_order.charged_amount > shopify_orders.total
    and paid_per_order.kept_amount > shopify_orders.total - shopify_orders.refunded_amount
