with

orders as (
    select * from {{ ref('int_changes__shopify_orders') }}
),

amazon_lines as (
    select * from {{ ref('int_orders__amazon_lines') }}
),

told as (
    select
        orders.store,
        orders.order_name,
        max(orders.amazon_order_id) as amazon_order_id,
        max(case when orders.source_name = 'sell-on-amazon' then 1 else 0 end) as says_so
    from orders
    where orders.record_type = 'data'
    group by orders.store, orders.order_name
),

amazon_orders as (
    select
        amazon_lines.store,
        {{ order_number('amazon_lines.order_id') }} as order_number,
        count(*) as line_count
    from amazon_lines
    group by amazon_lines.store, {{ order_number('amazon_lines.order_id') }}
),

final as (
    -- An order that Amazon has, too, is Amazon's, whichever connector brought it here.
    select
        told.store,
        told.order_name,
        told.amazon_order_id,
        amazon_orders.order_number is not null as has_amazon_order
    from told
    left join amazon_orders
        on told.store = amazon_orders.store
        and {{ order_number('told.amazon_order_id') }} = amazon_orders.order_number
    where told.says_so = 1
        or amazon_orders.order_number is not null
)

select * from final
