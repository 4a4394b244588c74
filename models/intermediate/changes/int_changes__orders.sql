with

order_states as (
    select * from {{ ref('int_changes__order_states') }}
),

order_groups as (
    select * from {{ ref('int_changes__order_groups') }}
),

cross_rates as (
    select * from {{ ref('int_fx__cross_rates') }}
),

orders_built as (
    select * from {{ ref('stg_built__orders') }}
),

rates_used as (
    select * from {{ ref('stg_built__rates_used') }}
),

compared as (
    select
        coalesce(order_states.store, orders_built.store) as store,
        coalesce(order_states.order_number, orders_built.order_number) as order_number,
        case when order_states.fingerprint = orders_built.fingerprint then 1 else 0 end as is_same
    from order_states
    full outer join orders_built
        on order_states.store = orders_built.store
        and order_states.order_number = orders_built.order_number
),

changed as (
    select
        compared.store,
        compared.order_number
    from compared
    where compared.is_same = 0 or {{ everything_changed() }}
),

revalued as (
    -- An amount was translated at a rate that is another one now, or at none and there is one now.
    select
        rates_used.store,
        rates_used.order_number
    from rates_used
    left join cross_rates
        on rates_used.currency = cross_rates.currency
        and rates_used.valid_on = cross_rates.valid_on
    where rates_used.rate <> coalesce({{ rate_text('cross_rates') }}, 'none')
),

touched as (
    select changed.store, changed.order_number from changed
    union all
    select revalued.store, revalued.order_number from revalued
),

groups_touched as (
    select
        order_groups.store,
        order_groups.group_number
    from touched
    inner join order_groups
        on touched.store = order_groups.store
        and touched.order_number = order_groups.order_number
    group by order_groups.store, order_groups.group_number
),

linked as (
    -- Of orders that share a parcel, or were shipped for each other, none is computed alone: each
    -- reads the rows of the others.
    select
        order_groups.store,
        order_groups.order_number
    from groups_touched
    inner join order_groups
        on groups_touched.store = order_groups.store
        and groups_touched.group_number = order_groups.group_number
),

unioned as (
    select touched.store, touched.order_number from touched
    union all
    select linked.store, linked.order_number from linked
),

final as (
    -- The state is that of the rows which this run reads; an order that is nowhere now has none.
    select
        unioned.store,
        unioned.order_number,
        max(order_states.fingerprint) as fingerprint
    from unioned
    left join order_states
        on unioned.store = order_states.store
        and unioned.order_number = order_states.order_number
    group by unioned.store, unioned.order_number
)

select * from final
