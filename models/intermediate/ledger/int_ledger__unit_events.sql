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

goods_returned as (
    select * from {{ ref('int_costs__goods_returned') }}
),

amazon_units_returned as (
    select * from {{ ref('int_ledger__amazon_units_returned') }}
),

sold as (
    select
        order_lines.store,
        'sale' as event_type,
        order_lines.sale_date as event_date,
        order_lines.order_line_key,
        order_lines.quantity
    from order_lines
    where order_lines.is_counted
),

came_back as (
    -- Whoever knows that goods came back knows how many.
    select
        order_lines.store,
        'refund' as event_type,
        goods_returned.return_date as event_date,
        goods_returned.order_line_key,
        goods_returned.units_from - goods_returned.units_to as quantity
    from goods_returned
    inner join order_lines
        on goods_returned.order_line_key = order_lines.order_line_key
        and order_lines.platform = 'shopify'
),

came_back_per_line as (
    select
        came_back.order_line_key,
        sum(came_back.quantity) as quantity
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
    where refunds.refund_kind = 'refund'
),

shopify_returned as (
    -- The refund that completes the order's total takes every unit back that has not come back yet:
    -- a smaller one does not tell which units it is for.
    select
        shopify_lines.store,
        'refund' as event_type,
        refunded.refund_date as event_date,
        shopify_lines.order_line_key,
        -shopify_lines.quantity - coalesce(came_back_per_line.quantity, 0) as quantity
    from refunded
    inner join shopify_orders
        on refunded.store = shopify_orders.store
        and refunded.order_name = shopify_orders.order_name
        and refunded.refunded_after >= shopify_orders.total
        and refunded.refunded_after - refunded.refund_amount < shopify_orders.total
    inner join shopify_lines
        on refunded.store = shopify_lines.store
        and refunded.order_name = shopify_lines.order_name
        and shopify_lines.line_kind = 'merchandise'
    left join came_back_per_line
        on shopify_lines.order_line_key = came_back_per_line.order_line_key
),

amazon_returned as (
    select
        amazon_units_returned.store,
        'refund' as event_type,
        amazon_units_returned.posted_date as event_date,
        {{ hash_key([
            "amazon_units_returned.store", "'amazon'",
            "amazon_units_returned.order_id || '/' || amazon_units_returned.sku"
        ]) }} as order_line_key,
        -amazon_units_returned.quantity as quantity
    from amazon_units_returned
),

unioned as (
    select * from sold
    union all
    select * from came_back
    union all
    select * from shopify_returned
    union all
    select * from amazon_returned
),

final as (
    -- Units carry no money; they ride along so that sales and returns are counted where they are
    -- valued.
    select
        unioned.store,
        unioned.event_type,
        unioned.event_date,
        unioned.order_line_key,
        cast(sum(unioned.quantity) as bigint) as quantity
    from unioned
    where unioned.quantity <> 0
    group by unioned.store, unioned.event_type, unioned.event_date, unioned.order_line_key
)

select * from final
