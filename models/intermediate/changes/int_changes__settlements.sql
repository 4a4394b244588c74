with

orders as (
    select * from {{ ref('int_changes__orders') }}
),

settlements as (
    select * from {{ ref('stg_amazon__settlements') }}
),

final as (
    -- All rows of the orders that changed, and all that name no order: of those there are few.
    select settlements.*
    from settlements
    left join orders
        on settlements.store = orders.store
        and {{ order_number('coalesce(settlements.order_id, settlements.merchant_order_id)') }} = orders.order_number
    where orders.order_number is not null
        or coalesce(settlements.order_id, settlements.merchant_order_id) is null
)

select * from final
