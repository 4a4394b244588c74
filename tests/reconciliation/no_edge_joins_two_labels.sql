-- Property: two identifiers that stand on one order have the same label after the last round, or
-- both lie in components that fell apart for their size.
-- Who relies on it: every figure by customer; it certifies that the rounds were enough.
-- What would go wrong silently: one person would be two customers, a new one and another new one.
with

edges as (
    select * from {{ ref('int_identity__edges') }}
),

components as (
    select * from {{ ref('int_identity__components') }}
)

select
    edges.from_key,
    edges.to_key,
    components.component_label as from_label,
    across.component_label as to_label
from edges
left join components
    on edges.from_key = components.identifier_key
left join components as across
    on edges.to_key = across.identifier_key
where components.component_label is null
    or across.component_label is null
    or (
        components.component_label <> across.component_label
        and not (components.is_too_large and across.is_too_large)
    )
