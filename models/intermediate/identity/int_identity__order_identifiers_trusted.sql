with

order_identifiers as (
    select * from {{ ref('int_identity__order_identifiers') }}
),

identifiers as (
    select * from {{ ref('int_identity__identifiers') }}
),

final as (
    select
        order_identifiers.store,
        order_identifiers.platform,
        order_identifiers.order_id,
        order_identifiers.identifier_key,
        order_identifiers.identifier_kind,
        order_identifiers.identifier_rank,
        first_value(order_identifiers.identifier_key) over (
            partition by
                order_identifiers.store, order_identifiers.platform, order_identifiers.order_id
            order by order_identifiers.identifier_rank, order_identifiers.identifier_key
            rows between unbounded preceding and unbounded following
        ) as strongest_key
    from order_identifiers
    inner join identifiers
        on order_identifiers.identifier_key = identifiers.identifier_key
    where not identifiers.is_shared_by_many
)

select * from final
