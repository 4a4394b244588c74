with

orders_kept as (
    select * from {{ ref('int_orders__orders_kept') }}
),

order_customers as (
    select * from {{ ref('int_identity__order_customers') }}
),

final as (
    -- What a first order costs to win and what a repeat order costs are two questions.
    select
        orders_kept.order_key,
        orders_kept.store,
        orders_kept.platform,
        orders_kept.channel_name,
        orders_kept.order_id,
        orders_kept.ordered_at,
        orders_kept.sale_date,
        orders_kept.is_journey_ready,
        order_customers.customer_label,
        case
            when order_customers.order_number = 1 then 'first'
            when order_customers.order_number > 1 then 'repeat'
            else 'unknown'
        end as order_kind
    from orders_kept
    left join order_customers
        on orders_kept.store = order_customers.store
        and orders_kept.order_id = order_customers.order_id
    where orders_kept.is_counted
)

select * from final
