with

shopify_lines as (
    select * from {{ ref('int_orders__shopify_lines') }}
),

refund_days as (
    select * from {{ ref('int_orders__shopify_refund_days') }}
),

refund_rows as (
    select * from {{ ref('int_orders__shopify_refund_rows') }}
),

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

told as (
    -- A refund tells what became of its units. Of what lies in Amazon's warehouse Amazon tells.
    select
        refund_rows.order_line_key,
        refund_rows.processed_date as return_date,
        refund_rows.batch_id,
        cast(sum(refund_rows.quantity) as bigint) as units
    from refund_rows
    inner join order_lines
        on refund_rows.order_line_key = order_lines.order_line_key
        and coalesce(order_lines.fulfillment_method, '') <> 'mcf'
    where refund_rows.restock_type in ('return', 'cancel')
    group by
        refund_rows.order_line_key, refund_rows.processed_date, refund_rows.batch_id
),

final as (
    select
        told.order_line_key,
        told.return_date,
        told.units,
        told.batch_id,
        cast(null as date) as first_booked_date
    from told
    union all
    -- An export of orders says that a line was restocked, not when: by the last refund of the
    -- order. It keeps its place among the proofs when a closed period knew another day.
    select
        shopify_lines.order_line_key,
        refund_days.told_date as return_date,
        shopify_lines.quantity as units,
        refund_days.batch_id,
        refund_days.first_booked_date
    from refund_days
    inner join shopify_lines
        on refund_days.store = shopify_lines.store
        and refund_days.order_name = shopify_lines.order_name
        and shopify_lines.fulfillment_status = 'restocked'
    inner join order_lines
        on shopify_lines.order_line_key = order_lines.order_line_key
        and coalesce(order_lines.fulfillment_method, '') <> 'mcf'
    where refund_days.kind = 'goods' and refund_days.is_now
)

select * from final
