with

orders as (
    select * from {{ ref('int_changes__orders') }}
),

payment_transactions as (
    select * from {{ ref('stg_shopify__payment_transactions') }}
),

final as (
    -- All rows of the orders that changed, and all that name no order: of those there are few.
    select payment_transactions.*
    from payment_transactions
    left join orders
        on payment_transactions.store = orders.store
        and {{ order_number('payment_transactions.order_name') }} = orders.order_number
    where orders.order_number is not null
        or payment_transactions.order_name is null
)

select * from final
