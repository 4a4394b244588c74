-- Property: what was charged for an order and what left it without a payment are together no more
-- than its total.
-- Who relies on it: returns by product, which such a refund adds to without any money.
-- What would go wrong silently: a line that was paid and whose money went back would be given back
-- twice, once by its payment and once without.
with

unpaid_per_order as (
    select
        store,
        order_name,
        sum(unpaid_amount) as unpaid_amount
    from {{ ref('int_orders__shopify_refunds_unpaid') }}
    group by store, order_name
),

charged_per_order as (
    select
        store,
        replace(order_name, '#', '') as order_number,
        currency,
        sum(amount) as charged_amount
    from {{ ref('stg_shopify__payment_transactions') }}
    where record_type = 'data' and lower(transaction_type) = 'charge'
    group by store, replace(order_name, '#', ''), currency
)

select
    shopify_orders.store,
    shopify_orders.order_name,
    shopify_orders.total,
    charged_per_order.charged_amount,
    unpaid_per_order.unpaid_amount
from {{ ref('int_orders__shopify_orders') }} as shopify_orders
inner join unpaid_per_order
    on shopify_orders.store = unpaid_per_order.store
    and shopify_orders.order_name = unpaid_per_order.order_name
left join charged_per_order
    on shopify_orders.store = charged_per_order.store
    and replace(shopify_orders.order_name, '#', '') = charged_per_order.order_number
    and shopify_orders.currency = charged_per_order.currency
where coalesce(charged_per_order.charged_amount, 0) + unpaid_per_order.unpaid_amount
    > shopify_orders.total
