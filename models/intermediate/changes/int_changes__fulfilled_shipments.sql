with

orders as (
    select * from {{ ref('int_changes__orders') }}
),

fulfilled_shipments as (
    select * from {{ ref('stg_amazon__fulfilled_shipments') }}
),

final as (
    -- All rows of the orders that changed, and all that name no order: of those there are few.
    select fulfilled_shipments.*
    from fulfilled_shipments
    left join orders
        on fulfilled_shipments.store = orders.store
        and {{ order_number('fulfilled_shipments.amazon_order_id') }} = orders.order_number
    where orders.order_number is not null
        or fulfilled_shipments.amazon_order_id is null
)

select * from final
