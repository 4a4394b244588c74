with

financial_performance as (
    select * from {{ ref('fact_financial_performance') }}
),

order_customers as (
    select * from {{ ref('int_identity__order_customers') }}
),

customers as (
    select * from {{ ref('dim_customer') }}
),

orders as (
    select
        financial_performance.store,
        financial_performance.order_id,
        min(financial_performance.event_date) as sale_date,
        min(financial_performance.customer_key) as customer_key,
        min(financial_performance.channel_key) as channel_key
    from financial_performance
    where financial_performance.event_type = 'sale'
        and financial_performance.order_id is not null
    group by financial_performance.store, financial_performance.order_id
),

final as (
    select
        {{ hash_key(["orders.store", "orders.order_id"]) }} as order_key,
        {{ date_key('orders.sale_date') }} as date_key,
        orders.customer_key,
        orders.channel_key,
        orders.store,
        orders.order_id,
        orders.sale_date,
        order_customers.order_number,
        case
            when order_customers.order_number is null then 'unknown'
            when order_customers.order_number = 1 then 'new'
            else 'repeat'
        end as customer_segment,
        customers.lifecycle_segment,
        coalesce(customers.country, 'unknown') as country,
        coalesce(customers.region, 'unknown') as region
    from orders
    inner join customers
        on orders.customer_key = customers.customer_key
    left join order_customers
        on orders.store = order_customers.store
        and orders.order_id = order_customers.order_id
)

select * from final
