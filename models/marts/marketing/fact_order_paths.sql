with

orders as (
    select * from {{ ref('int_attribution__orders') }}
),

credits as (
    select * from {{ ref('int_attribution__credits') }}
),

path_touches as (
    select * from {{ ref('int_attribution__path_touches') }}
),

rule_credits as (
    select * from {{ ref('int_attribution__rule_credits') }}
),

steps as (
    select
        path_touches.order_key,
        path_touches.channel_group,
        path_touches.age_seconds,
        rule_credits.place,
        lag(path_touches.channel_group) over (
            partition by path_touches.order_key order by rule_credits.place
        ) as former_group
    from path_touches
    inner join rule_credits
        on path_touches.order_key = rule_credits.order_key
        and path_touches.touch_id = rule_credits.touch_id
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
        credits.order_key,
        credits.channel_group
    from credits
    where credits.touch_id = 'direct'
        and credits.attribution_model = 'last_touch'
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
