with

touches_sourced as (
    select * from {{ ref('int_attribution__touches_sourced') }}
),

orders_kept as (
    select * from {{ ref('int_orders__orders_kept') }}
),

order_customers as (
    select * from {{ ref('int_identity__order_customers') }}
),

visitor_customers as (
    select * from {{ ref('int_identity__visitor_customers') }}
),

customers_per_email as (
    -- An address that several customers gave is nobody's.
    select
        orders_kept.store,
        orders_kept.email_hash,
        min(order_customers.customer_label) as customer_label
    from orders_kept
    inner join order_customers
        on orders_kept.store = order_customers.store
        and orders_kept.order_id = order_customers.order_id
    where orders_kept.email_kind = 'personal'
    group by orders_kept.store, orders_kept.email_hash
    having min(order_customers.customer_label) = max(order_customers.customer_label)
),

final as (
    -- Who named an order is its buyer, whoever else uses the browser.
    select
        touches_sourced.store,
        touches_sourced.touch_id,
        case
            when touches_sourced.session_order_id is not null
                then order_customers.customer_label
            else coalesce(
                    customers_per_email.customer_label, visitor_customers.customer_label
                )
        end as customer_label,
        case
            when order_customers.customer_label is not null then 'order'
            when touches_sourced.session_order_id is not null then 'order_without_customer'
            when customers_per_email.customer_label is not null then 'email'
            when visitor_customers.customer_label is not null then 'visitor'
            when visitor_customers.is_shared_device then 'shared_device'
            else 'unknown'
        end as person_basis
    from touches_sourced
    left join order_customers
        on touches_sourced.store = order_customers.store
        and touches_sourced.session_order_id = order_customers.order_id
    left join customers_per_email
        on touches_sourced.store = customers_per_email.store
        and touches_sourced.email_hash = customers_per_email.email_hash
    left join visitor_customers
        on touches_sourced.store = visitor_customers.store
        and touches_sourced.visitor_id = visitor_customers.visitor_id
        and touches_sourced.touch_kind = 'session'
)

select * from final
