-- Property: a touch stands on a path as it is, and as old as it was when the order was placed.
-- Who relies on it: the credit of each touch, and its campaign and channel.
-- What would go wrong silently: the model of time would weigh another age than the visit had, and a
-- campaign be credited with a visit of another one.
with

touches as (
    select * from {{ ref('int_attribution__touches') }}
),

orders as (
    select * from {{ ref('int_attribution__orders') }}
),

path_touches as (
    select * from {{ ref('int_attribution__path_touches') }}
)

select
    path_touches.store,
    path_touches.touch_id,
    path_touches.order_id,
    path_touches.touched_at,
    path_touches.age_seconds
from path_touches
left join touches
    on path_touches.store = touches.store
    and path_touches.touch_id = touches.touch_id
left join orders
    on path_touches.order_key = orders.order_key
where touches.touch_id is null
    or orders.order_key is null
    or path_touches.touched_at <> touches.touched_at
    or path_touches.window_days <> touches.window_days
    or path_touches.channel_group <> touches.channel_group
    or coalesce(path_touches.campaign_key, '') <> coalesce(touches.campaign_key, '')
    or {{ dbt.dateadd(
        'second', 'cast(path_touches.age_seconds as integer)',
        'cast(' ~ dbt.date_trunc('second', 'path_touches.touched_at') ~ ' as timestamp)'
    ) }} <> cast({{ dbt.date_trunc('second', 'orders.ordered_at') }} as timestamp)
