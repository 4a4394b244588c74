-- Property: of the identifiers that stand on one order and are not shared by many, the strongest is
-- joined to each of the others, in both directions, and nothing else is joined.
-- Who relies on it: every figure by customer.
-- What would go wrong silently: one person would be two customers where the edge that is missing
-- was the only one between them.
with

identifiers as (
    select * from {{ ref('int_identity__order_identifiers_trusted') }}
),

joined as (
    select
        identifiers.strongest_key as from_key,
        identifiers.identifier_key as to_key
    from identifiers
    where identifiers.strongest_key <> identifiers.identifier_key
    union distinct
    select
        identifiers.identifier_key as from_key,
        identifiers.strongest_key as to_key
    from identifiers
    where identifiers.strongest_key <> identifiers.identifier_key
),

edges as (
    select * from {{ ref('int_identity__edges') }}
)

select
    joined.from_key as identifier_on_the_order,
    joined.to_key as other_on_the_order,
    edges.from_key as identifier_of_the_edge,
    edges.to_key as other_of_the_edge
from joined
full outer join edges
    on joined.from_key = edges.from_key
    and joined.to_key = edges.to_key
where joined.from_key is null
    or edges.from_key is null
