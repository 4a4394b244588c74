with

orders as (
    select * from {{ ref('int_changes__orders') }}
),

returns as (
    select * from {{ ref('stg_amazon__returns') }}
),

final as (
    -- All rows of the orders that changed, and all that name no order: of those there are few.
    select returns.*
    from returns
    left join orders
        on returns.store = orders.store
        and {{ order_number('returns.order_id') }} = orders.order_number
    where orders.order_number is not null
        or returns.order_id is null
)

select * from final
