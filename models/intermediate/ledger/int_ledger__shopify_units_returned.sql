with

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

shopify_lines as (
    select * from {{ ref('int_orders__shopify_lines') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

refunds as (
    select * from {{ ref('int_orders__shopify_refunds') }}
),

refund_days as (
    select * from {{ ref('int_orders__shopify_refund_days') }}
),

goods_booked as (
    select * from {{ ref('int_costs__goods_booked') }}
),

bookings as (
    {{ bookings() }}
),

came_back as (
    -- Whoever knows that goods came back knows how many.
    select
        order_lines.store,
        goods_booked.return_date,
        goods_booked.order_line_key,
        {{ booked_amount(
            'goods_booked.units_from - goods_booked.units_to', 'goods_booked.booking'
        ) }} as quantity,
        goods_booked.known_batch_id,
        goods_booked.booking,
        goods_booked.replaced_batch_id,
        goods_booked.replaced_date
    from goods_booked
    inner join order_lines
        on goods_booked.order_line_key = order_lines.order_line_key
        and order_lines.platform = 'shopify'
),

came_back_per_line as (
    select
        came_back.order_line_key,
        cast(sum(came_back.quantity) as bigint) as quantity
    from came_back
    group by came_back.order_line_key
),

refunded as (
    -- A dispute takes money and no goods.
    select
        refunds.store,
        refunds.order_name,
        refunds.refund_date,
        refunds.refund_amount,
        sum(refunds.refund_amount) over (
            partition by refunds.store, refunds.order_name
            order by refunds.refund_number
            rows between unbounded preceding and current row
        ) as refunded_after
    from refunds
    where refunds.refund_kind <> 'chargeback'
),

completed as (
    -- The refund that completes the order's total, and the day that a closed period knew of it.
    select
        refunded.store,
        refunded.order_name,
        refunded.refund_date,
        refund_days.batch_id,
        'now' as booking,
        cast(null as {{ dbt.type_string() }}) as replaced_batch_id,
        cast(null as date) as replaced_date
    from refunded
    inner join shopify_orders
        on refunded.store = shopify_orders.store
        and refunded.order_name = shopify_orders.order_name
        and refunded.refunded_after >= shopify_orders.total
        and refunded.refunded_after - refunded.refund_amount < shopify_orders.total
    left join refund_days
        on refunded.store = refund_days.store
        and refunded.order_name = refund_days.order_name
        and refund_days.kind = 'total'
        and refund_days.is_now
    union all
    select
        refund_days.store,
        refund_days.order_name,
        refund_days.told_date as refund_date,
        refund_days.batch_id,
        bookings.booking,
        refund_days.replaced_batch_id,
        refund_days.replaced_date
    from refund_days
    inner join bookings
        on bookings.booking <> 'now'
    where refund_days.kind = 'total' and not refund_days.is_now
),

final as (
    -- It takes every unit back that has not come back yet: a smaller one does not tell which units
    -- it is for.
    select * from came_back
    union all
    select
        shopify_lines.store,
        completed.refund_date as return_date,
        shopify_lines.order_line_key,
        {{ booked_amount(
            '-shopify_lines.quantity - coalesce(came_back_per_line.quantity, 0)',
            'completed.booking'
        ) }} as quantity,
        completed.batch_id as known_batch_id,
        completed.booking,
        completed.replaced_batch_id,
        completed.replaced_date
    from completed
    inner join shopify_lines
        on completed.store = shopify_lines.store
        and completed.order_name = shopify_lines.order_name
        and shopify_lines.line_kind = 'merchandise'
    left join came_back_per_line
        on shopify_lines.order_line_key = came_back_per_line.order_line_key
)

select * from final
