with

orders as (
    select * from {{ ref('int_attribution__orders') }}
),

credited_touches as (
    select * from {{ ref('int_attribution__credited_touches') }}
),

steps as (
    select
        credited_touches.order_key,
        credited_touches.channel_group,
        credited_touches.age_seconds,
        credited_touches.place,
        lag(credited_touches.channel_group) over (
            partition by credited_touches.order_key order by credited_touches.place
        ) as former_group
    from credited_touches
    where credited_touches.place is not null
),

steps_per_order as (
    select
        steps.order_key,
        cast(count(*) as bigint) as touches,
        max(steps.age_seconds) as seconds_to_order
    from steps
    group by steps.order_key
),

paths as (
    -- Two visits by the same channel in a row are one step of the way.
    select
        steps.order_key,
        {{ listed('steps.channel_group', "' > '", 'steps.place') }} as channel_path
    from steps
    where coalesce(steps.former_group <> steps.channel_group, true)
    group by steps.order_key
),

untouched as (
    select
        credited_touches.order_key,
        credited_touches.channel_group
    from credited_touches
    where credited_touches.place is null
),

final as (
    select
        orders.order_key,
        {{ date_key('orders.sale_date') }} as date_key,
        {{ dimension_key(
            ["orders.store", "orders.channel_name"], "orders.channel_name is not null", "true"
        ) }} as channel_key,
        orders.store,
        orders.order_id,
        orders.sale_date,
        orders.order_kind,
        coalesce(paths.channel_path, untouched.channel_group) as channel_path,
        paths.order_key is not null as has_touches,
        cast(coalesce(steps_per_order.touches, 0) as bigint) as touches,
        steps_per_order.seconds_to_order
    from orders
    left join paths
        on orders.order_key = paths.order_key
    left join steps_per_order
        on orders.order_key = steps_per_order.order_key
    left join untouched
        on orders.order_key = untouched.order_key
)

select * from final
