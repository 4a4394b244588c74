with

touches as (
    select * from {{ ref('int_attribution__touches') }}
),

orders as (
    select * from {{ ref('int_attribution__orders') }}
),

path_touches as (
    select * from {{ ref('int_attribution__path_touches') }}
),

orders_per_person as (
    select
        orders.store,
        coalesce(orders.customer_label, 'order ' || orders.order_id) as person,
        max(orders.ordered_at) as last_ordered_at
    from orders
    where orders.platform <> 'amazon'
    group by orders.store, coalesce(orders.customer_label, 'order ' || orders.order_id)
),

orders_per_touch as (
    select
        path_touches.store,
        path_touches.touch_id,
        count(*) as orders_in_reach
    from path_touches
    group by path_touches.store, path_touches.touch_id
),

persons as (
    select
        touches.store,
        touches.touch_id,
        touches.touched_at,
        touches.is_empty,
        touches.person_basis,
        coalesce(touches.customer_label, 'order ' || touches.session_order_id) as person
    from touches
),

final as (
    -- No touch is dropped without a word: each says what became of it.
    select
        persons.store,
        persons.touch_id,
        cast(coalesce(orders_per_touch.orders_in_reach, 0) as bigint) as orders_in_reach,
        case
            when orders_per_touch.orders_in_reach > 0 then 'used'
            when persons.is_empty then 'empty'
            when persons.person_basis = 'shared_device' then 'shared_device'
            when persons.person is null then 'no_customer'
            when orders_per_person.last_ordered_at is null then 'no_order'
            when orders_per_person.last_ordered_at < persons.touched_at then 'after_the_order'
            else 'too_old'
        end as touch_use
    from persons
    left join orders_per_touch
        on persons.store = orders_per_touch.store
        and persons.touch_id = orders_per_touch.touch_id
    left join orders_per_person
        on persons.store = orders_per_person.store
        and persons.person = orders_per_person.person
)

select * from final
