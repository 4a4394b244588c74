with

sessions as (
    select * from {{ ref('stg_web__sessions') }}
),

order_customers as (
    select * from {{ ref('int_identity__order_customers') }}
),

components as (
    select * from {{ ref('int_identity__components') }}
),

orders_kept as (
    select * from {{ ref('int_orders__orders_kept') }}
),

{{ orders_by_number_steps('orders_kept') }},

told as (
    -- The order that a visit ended with says who came; else the address that the visitor gave.
    select
        sessions.store,
        sessions.visitor_id,
        coalesce(order_customers.customer_label, components.customer_label) as customer_label
    from sessions
    left join orders_by_number
        on sessions.store = orders_by_number.store
        and {{ order_number('sessions.order_name') }} = orders_by_number.order_number
    left join order_customers
        on orders_by_number.store = order_customers.store
        and orders_by_number.order_id = order_customers.order_id
        and order_customers.platform = 'shopify'
    left join components
        on components.identifier_key = {{ hash_key([
            "sessions.store", "'shopify'", "'email'", "sessions.email_hash"
        ]) }}
        and sessions.email_kind = 'personal'
    where
        sessions.record_type = 'data'
        and sessions.visitor_id is not null
),

visitors as (
    select
        told.store,
        told.visitor_id,
        count(distinct told.customer_label) as customers,
        min(told.customer_label) as customer_label
    from told
    group by told.store, told.visitor_id
),

final as (
    -- On a device of several customers a visit that names nobody may be anyone's.
    select
        visitors.store,
        visitors.visitor_id,
        case when visitors.customers = 1 then visitors.customer_label end as customer_label,
        visitors.customers > 1 as is_shared_device
    from visitors
)

select * from final
