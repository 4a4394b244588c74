with

order_states as (
    select * from {{ ref('int_changes__order_states') }}
),

order_links as (
    select * from {{ ref('int_changes__order_links') }}
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

linked as (
    select
        order_links.store,
        order_links.linked_order_number as order_number
    from touched
    inner join order_links
        on touched.store = order_links.store
        and touched.order_number = order_links.order_number
),

linked_to_these as (
    -- An order of the shop may leave Amazon's warehouse in several orders of Amazon.
    select
        order_links.store,
        order_links.linked_order_number as order_number
    from linked
    inner join order_links
        on linked.store = order_links.store
        and linked.order_number = order_links.order_number
),

unioned as (
    select touched.store, touched.order_number from touched
    union all
    select linked.store, linked.order_number from linked
    union all
    select linked_to_these.store, linked_to_these.order_number from linked_to_these
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
