with

orders_kept as (
    select * from {{ ref('int_orders__orders_kept') }}
),

order_customers as (
    select * from {{ ref('int_identity__order_customers') }}
),

counted as (
    select
        orders_kept.order_key,
        orders_kept.store,
        orders_kept.platform,
        orders_kept.channel_name,
        orders_kept.order_id,
        orders_kept.ordered_at,
        orders_kept.sale_date,
        orders_kept.is_journey_ready,
        order_customers.customer_label
    from orders_kept
    left join order_customers
        on orders_kept.store = order_customers.store
        and orders_kept.order_id = order_customers.order_id
    where orders_kept.is_counted
),

final as (
    -- What a first order costs to win and what a repeat order costs are two questions.
    select
        counted.order_key,
        counted.store,
        counted.platform,
        counted.channel_name,
        counted.order_id,
        counted.ordered_at,
        counted.sale_date,
        counted.is_journey_ready,
        counted.customer_label,
        case
            when counted.customer_label is null then 'unknown'
            when row_number() over (
                partition by counted.store, counted.customer_label
                order by
                    counted.ordered_at asc nulls last,
                    counted.sale_date asc nulls last,
                    counted.order_id
            ) = 1
                then 'first'
            else 'repeat'
        end as order_kind
    from counted
)

select * from final
