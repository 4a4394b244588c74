with

edges as (
    select * from {{ ref('int_identity__edges') }}
),

labels as (
    select * from {{ ref('int_identity__labels_4') }}
),

{{ component_round_steps('edges', 'labels', 'settled') }},

final as (
    select
        settled.identifier_key,
        settled.component_label
    from settled
)

select * from final
