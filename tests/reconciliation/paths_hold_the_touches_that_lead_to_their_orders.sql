-- Property: a touch is on the paths of as many orders as its person placed between the touch and
-- the end of its window.
-- Who relies on it: every credit of every model.
-- What would go wrong silently: a visit that falls off a path leaves its credit to the others, and
-- all sums stay right.
with

touches as (
    select * from {{ ref('int_attribution__touches') }}
),

touch_uses as (
    select * from {{ ref('int_attribution__touch_uses') }}
),

orders as (
    select * from {{ ref('int_attribution__orders') }}
),

moments as (
    -- On one line of time per person: orders, and where the reach of each touch begins and ends.
    -- Both ends are in.
    select
        orders.store,
        coalesce(orders.customer_label, 'order ' || orders.order_id) as person,
        orders.ordered_at as moment,
        1 as place,
        orders.order_id as item,
        1 as orders,
        0 as reach
    from orders
    where orders.platform <> 'amazon'
        and orders.ordered_at is not null
    union all
    select
        touches.store,
        coalesce(touches.customer_label, 'order ' || touches.session_order_id) as person,
        touches.touched_at as moment,
        0 as place,
        touches.touch_id as item,
        0 as orders,
        -1 as reach
    from touches
    where not touches.is_empty
        and touches.touched_at is not null
    union all
    select
        touches.store,
        coalesce(touches.customer_label, 'order ' || touches.session_order_id) as person,
        {{ dbt.dateadd('day', 'touches.window_days', 'touches.touched_at') }} as moment,
        2 as place,
        touches.touch_id as item,
        0 as orders,
        1 as reach
    from touches
    where not touches.is_empty
        and touches.touched_at is not null
),

counted as (
    select
        moments.store,
        moments.item,
        moments.reach,
        sum(moments.orders) over (
            partition by moments.store, moments.person
            order by moments.moment, moments.place, moments.item
            rows between unbounded preceding and current row
        ) as orders_so_far
    from moments
    where moments.person is not null
),

orders_per_touch as (
    select
        counted.store,
        counted.item as touch_id,
        sum(counted.reach * counted.orders_so_far) as orders_in_reach
    from counted
    where counted.reach <> 0
    group by counted.store, counted.item
)

select
    touch_uses.store,
    touch_uses.touch_id,
    touch_uses.orders_in_reach,
    orders_per_touch.orders_in_reach as orders_that_follow
from touch_uses
left join orders_per_touch
    on touch_uses.store = orders_per_touch.store
    and touch_uses.touch_id = orders_per_touch.touch_id
where touch_uses.orders_in_reach <> coalesce(orders_per_touch.orders_in_reach, 0)
