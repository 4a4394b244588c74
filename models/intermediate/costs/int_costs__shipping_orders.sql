with

lines_kept as (
    select * from {{ ref('int_orders__lines_kept') }}
),

orders_kept as (
    select * from {{ ref('int_orders__orders_kept') }}
),

orders as (
    select
        lines_kept.store,
        lines_kept.platform,
        lines_kept.order_id,
        {{ order_number('lines_kept.order_id') }} as order_code,
        max(lines_kept.currency) as currency
    from lines_kept
    where lines_kept.line_kind = 'merchandise'
    group by lines_kept.store, lines_kept.platform, lines_kept.order_id
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
    -- Shipping tools print an order's number with or without its number sign. What the shop lists
    -- of Amazon's orders is Amazon's, and so is the parcel.
    select
        ranked.store,
        ranked.order_code,
        coalesce(at_amazon.platform, ranked.platform) as platform,
        coalesce(at_amazon.order_id, ranked.order_id) as order_id,
        coalesce(at_amazon.currency, ranked.currency) as currency
    from ranked
    left join orders_kept
        on ranked.store = orders_kept.store
        and ranked.platform = orders_kept.platform
        and ranked.order_id = orders_kept.order_id
    left join ranked as at_amazon
        on orders_kept.store = at_amazon.store
        and {{ order_number('orders_kept.amazon_order_id') }} = at_amazon.order_code
        and orders_kept.is_amazon_copy
        and at_amazon.platform = 'amazon'
        and at_amazon.code_rank = 1
    where ranked.code_rank = 1
)

select * from final
