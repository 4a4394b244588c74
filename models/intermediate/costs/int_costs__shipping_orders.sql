with

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

orders as (
    select
        order_lines.store,
        order_lines.platform,
        order_lines.order_id,
        {{ order_number('order_lines.order_id') }} as order_code,
        max(order_lines.currency) as currency
    from order_lines
    where order_lines.line_kind = 'merchandise'
    group by order_lines.store, order_lines.platform, order_lines.order_id
),

ranked as (
    select
        orders.*,
        row_number() over (
            partition by orders.store, orders.order_code
            order by orders.platform desc nulls last, orders.order_id asc
        ) as code_rank
    from orders
),

final as (
    -- Shipping tools print an order's number with or without its number sign.
    select
        ranked.store,
        ranked.order_code,
        ranked.platform,
        ranked.order_id,
        ranked.currency
    from ranked
    where ranked.code_rank = 1
)

select * from final
