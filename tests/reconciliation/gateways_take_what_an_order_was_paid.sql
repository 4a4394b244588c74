-- Property: of an order whose gateways are all known to have taken an amount, the landed charges
-- and what the gateways took beside them add up to what was paid: the total without what is still
-- owed, and without what left the order unpaid before its books were closed.
-- Who relies on it: fees of gateways, which are a share of what each of them took.
-- What would go wrong silently: an amount that no gateway took costs no fee, and one that two took
-- costs it twice.
with

gateways_paid as (
    select * from {{ ref('int_fees__shopify_gateways_paid') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
    where is_counted
),

uncharged_per_order as (
    select
        store,
        order_name,
        count(*) as gateway_count,
        count(uncharged_amount) as known_count,
        sum(uncharged_amount) as uncharged_amount
    from gateways_paid
    group by store, order_name
),

unpaid_per_order as (
    select
        store,
        order_name,
        sum(unpaid_amount) as unpaid_amount,
        sum(case when report = 'orders' then unpaid_amount else 0 end) as cancelled_amount
    from {{ ref('int_orders__shopify_refunds_unpaid') }}
    where is_in_time
    group by store, order_name
),

charged_per_order as (
    select
        store,
        order_name,
        sum(amount) as charged_amount
    from {{ ref('int_orders__shopify_payments') }}
    where treatment = 'charge'
    group by store, order_name
)

select
    shopify_orders.store,
    shopify_orders.order_name,
    shopify_orders.total,
    charged_per_order.charged_amount,
    uncharged_per_order.uncharged_amount
from shopify_orders
left join uncharged_per_order
    on shopify_orders.store = uncharged_per_order.store
    and shopify_orders.order_name = uncharged_per_order.order_name
left join charged_per_order
    on shopify_orders.store = charged_per_order.store
    and shopify_orders.order_name = charged_per_order.order_name
left join unpaid_per_order
    on shopify_orders.store = unpaid_per_order.store
    and shopify_orders.order_name = unpaid_per_order.order_name
where uncharged_per_order.order_name is null
    or (
        uncharged_per_order.known_count = uncharged_per_order.gateway_count
        and uncharged_per_order.uncharged_amount + coalesce(charged_per_order.charged_amount, 0)
        <> shopify_orders.total - coalesce(unpaid_per_order.unpaid_amount, 0) - case
            when shopify_orders.financial_status = 'partially_paid'
                then shopify_orders.outstanding_balance
                    - coalesce(unpaid_per_order.cancelled_amount, 0)
            else 0
        end
    )
