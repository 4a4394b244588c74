with

orders as (
    select * from {{ ref('int_changes__orders') }}
),

reimbursements as (
    select * from {{ ref('stg_amazon__reimbursements') }}
),

final as (
    -- All rows of the orders that changed, and all that name no order: of those there are few.
    select reimbursements.*
    from reimbursements
    left join orders
        on reimbursements.store = orders.store
        and {{ order_number('reimbursements.amazon_order_id') }} = orders.order_number
    where orders.order_number is not null
        or reimbursements.amazon_order_id is null
)

select * from final
