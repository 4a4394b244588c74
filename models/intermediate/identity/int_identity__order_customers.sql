with

trusted as (
    select * from {{ ref('int_identity__order_identifiers_trusted') }}
),

components as (
    select * from {{ ref('int_identity__components') }}
),

orders_kept as (
    select * from {{ ref('int_orders__orders_kept') }}
),

linked as (
    -- All identifiers of an order name one customer, the strongest where a component is too large.
    select
        trusted.store,
        trusted.platform,
        trusted.order_id,
        components.customer_label,
        case
            when components.is_joined_by_household or trusted.identifier_kind = 'household'
                then 'probable household'
            else trusted.identifier_kind
        end as link_basis
    from trusted
    inner join components
        on trusted.identifier_key = components.identifier_key
    where trusted.identifier_key = trusted.strongest_key
),

counted as (
    select
        linked.store,
        linked.platform,
        linked.order_id,
        row_number() over (
            partition by linked.store, linked.customer_label
            order by
                orders_kept.sale_date, orders_kept.ordered_at nulls last, linked.order_id
        ) as order_number
    from linked
    inner join orders_kept
        on linked.store = orders_kept.store
        and linked.platform = orders_kept.platform
        and linked.order_id = orders_kept.order_id
    where orders_kept.is_counted
),

final as (
    select
        linked.store,
        linked.platform,
        linked.order_id,
        linked.customer_label,
        linked.link_basis,
        cast(counted.order_number as bigint) as order_number
    from linked
    left join counted
        on linked.store = counted.store
        and linked.platform = counted.platform
        and linked.order_id = counted.order_id
)

select * from final
