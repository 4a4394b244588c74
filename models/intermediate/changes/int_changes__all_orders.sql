with

orders as (
    select * from {{ ref('int_changes__orders') }}
),

all_orders as (
    select * from {{ ref('stg_amazon__all_orders') }}
),

final as (
    -- All rows of the orders that changed, and all that name no order: of those there are few.
    select all_orders.*
    from all_orders
    left join orders
        on all_orders.store = orders.store
        and {{ order_number('all_orders.amazon_order_id') }} = orders.order_number
    where orders.order_number is not null
        or all_orders.amazon_order_id is null
)

select * from final
