with

orders as (
    select * from {{ ref('int_changes__orders') }}
),

shopify_orders as (
    select * from {{ ref('stg_shopify__orders') }}
),

final as (
    -- All rows of the orders that changed, and all that name no order: of those there are few.
    select shopify_orders.*
    from shopify_orders
    left join orders
        on shopify_orders.store = orders.store
        and {{ order_number('shopify_orders.order_name') }} = orders.order_number
    where orders.order_number is not null
        or shopify_orders.order_name is null
)

select * from final
