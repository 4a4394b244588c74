with

goods_returned as (
    select * from {{ ref('int_costs__goods_returned') }}
),

goods_reconditioned as (
    select * from {{ ref('int_costs__goods_reconditioned') }}
),

shopify_lines as (
    select * from {{ ref('int_orders__shopify_lines') }}
),

refund_days as (
    select * from {{ ref('int_orders__shopify_refund_days') }}
),

bookings as (
    {{ bookings() }}
),

lines_restocked as (
    select
        shopify_lines.order_line_key,
        refund_days.told_date,
        refund_days.batch_id,
        refund_days.is_now,
        refund_days.replaced_batch_id,
        refund_days.replaced_date
    from refund_days
    inner join shopify_lines
        on refund_days.store = shopify_lines.store
        and refund_days.order_name = shopify_lines.order_name
        and shopify_lines.fulfillment_status = 'restocked'
    where refund_days.kind = 'goods'
),

final as (
    select
        goods_returned.order_line_key,
        goods_returned.return_date,
        goods_returned.is_sellable,
        goods_returned.known_batch_id,
        goods_returned.units_from,
        goods_returned.units_to,
        'now' as booking,
        cast(null as {{ dbt.type_string() }}) as replaced_batch_id,
        cast(null as date) as replaced_date
    from goods_returned
    union all
    -- The day that a closed period knew of the same units.
    select
        goods_returned.order_line_key,
        known_before.told_date as return_date,
        goods_returned.is_sellable,
        known_before.batch_id as known_batch_id,
        goods_returned.units_from,
        goods_returned.units_to,
        bookings.booking,
        known_before.replaced_batch_id,
        known_before.replaced_date
    from lines_restocked as known_before
    inner join lines_restocked as known_now
        on known_before.order_line_key = known_now.order_line_key
        and known_now.is_now
    inner join goods_returned
        on known_now.order_line_key = goods_returned.order_line_key
        and known_now.told_date = goods_returned.return_date
        and goods_returned.is_sellable
    inner join bookings
        on bookings.booking <> 'now'
    where not known_before.is_now
    union all
    -- The condition that a closed period knew of a unit.
    select
        goods_reconditioned.order_line_key,
        goods_reconditioned.return_date,
        goods_reconditioned.is_sellable,
        goods_reconditioned.known_batch_id,
        goods_reconditioned.units_from,
        goods_reconditioned.units_to,
        bookings.booking,
        goods_reconditioned.replaced_batch_id,
        cast(null as date) as replaced_date
    from goods_reconditioned
    inner join bookings
        on bookings.booking <> 'now'
)

select * from final
