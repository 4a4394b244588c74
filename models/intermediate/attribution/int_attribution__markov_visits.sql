with

transitions as (
    select * from {{ ref('int_attribution__transitions') }}
),

states as (
    select
        transitions.store,
        transitions.from_state as state_number,
        cast(sum(transitions.transitions) as bigint) as departures
    from transitions
    group by transitions.store, transitions.from_state
),

matrix as (
    -- The unit matrix less the moves between states that do not end the journey.
    select
        rows_of_it.store,
        rows_of_it.state_number as i,
        columns_of_it.state_number as j,
        {{ real(
            'case when rows_of_it.state_number = columns_of_it.state_number then 1 else 0 end'
        ) }}
        - {{ real('coalesce(transitions.transitions, 0)') }}
        / nullif({{ real('rows_of_it.departures') }}, 0) as v
    from states as rows_of_it
    inner join states as columns_of_it
        on rows_of_it.store = columns_of_it.store
    left join transitions
        on rows_of_it.store = transitions.store
        and rows_of_it.state_number = transitions.from_state
        and columns_of_it.state_number = transitions.to_state
),

{{ inverse_steps('matrix', 'store', markov_states(), 'inverse') }},

final as (
    -- How often a journey in one state comes through another before it ends; 0 has no sign.
    select
        inverse.store,
        inverse.i as from_state,
        inverse.j as through_state,
        inverse.v + {{ real(0) }} as expected_visits
    from inverse
)

select * from final
