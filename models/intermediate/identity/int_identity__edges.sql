with

trusted as (
    select * from {{ ref('int_identity__order_identifiers_trusted') }}
),

told as (
    -- The strongest identifier of an order meets each of the others: no order needs more edges.
    select
        trusted.strongest_key,
        trusted.identifier_key
    from trusted
    where trusted.strongest_key <> trusted.identifier_key
    group by trusted.strongest_key, trusted.identifier_key
),

both_ways as (
    select
        told.strongest_key as from_key,
        told.identifier_key as to_key
    from told
    union all
    select
        told.identifier_key as from_key,
        told.strongest_key as to_key
    from told
),

final as (
    -- Of two identifiers one order may find the first the stronger, another order the second.
    select
        both_ways.from_key,
        both_ways.to_key
    from both_ways
    group by both_ways.from_key, both_ways.to_key
)

select * from final
