with

edges as (
    select * from {{ ref('int_identity__edges') }}
),

labels as (
    -- Each identifier begins as its own label.
    select
        edges.from_key as identifier_key,
        edges.from_key as component_label
    from edges
    group by edges.from_key
),

{{ component_round_steps(from_cte='labels', edges_cte='edges', into='settled') }},

final as (
    select
        settled.identifier_key,
        settled.component_label
    from settled
)

select * from final
