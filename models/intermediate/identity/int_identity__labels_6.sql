with

edges as (
    select * from {{ ref('int_identity__edges') }}
),

labels as (
    select * from {{ ref('int_identity__labels_5') }}
),

{{ component_round_steps(from_cte='labels', edges_cte='edges', into='settled') }},

final as (
    select
        settled.identifier_key,
        settled.component_label
    from settled
)

select * from final
