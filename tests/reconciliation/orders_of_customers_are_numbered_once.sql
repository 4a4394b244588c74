-- Property: each order that is booked as the sale of a known customer has a place of its own among
-- the orders of that customer that count, and the customer's key is that of the label.
-- Who relies on it: new and repeat customers, attribution's first and repeat orders.
-- What would go wrong silently: an order that one model counts and another does not would make a
-- second first order, or none. (An order of nothing but gift cards counts and is no sale;
-- one whose lines were all taken out again has no line that knows its customer.)
with

counted as (
    select
        {{ hash_key(["store", "customer_label"]) }} as customer_key,
        count(order_number) as orders
    from {{ ref('int_identity__order_customers') }}
    group by {{ hash_key(["store", "customer_label"]) }}
),

booked as (
    select
        customer_key,
        count(*) as orders,
        count(distinct order_number) as places,
        max(order_number) as last_place
    from {{ ref('fact_customer_orders') }}
    where customer_key not in ('unknown', 'not_applicable')
    group by customer_key
)

select
    booked.customer_key,
    booked.orders,
    booked.places,
    booked.last_place,
    counted.orders as counted_orders
from booked
left join counted
    on booked.customer_key = counted.customer_key
where booked.orders <> booked.places
    or booked.last_place > coalesce(counted.orders, 0)
