-- Property: how often a journey in one state comes through another is what its next step makes of
-- it: once for being there, and what each state that it may move to expects, by the part of the
-- moves that go there. So the inverse, multiplied by its matrix, is the unit matrix.
-- Who relies on it: the model markov.
-- What would go wrong silently: an inverse that lost its precision, or a state, gives credits that
-- add up all the same.
with

transitions as (
    select * from {{ ref('int_attribution__transitions') }}
),

markov_visits as (
    select * from {{ ref('int_attribution__markov_visits') }}
),

states as (
    select
        transitions.store,
        transitions.from_state as state_number,
        sum(transitions.transitions) as departures
    from transitions
    group by transitions.store, transitions.from_state
),

steps as (
    select
        transitions.store,
        transitions.from_state,
        markov_visits.through_state,
        sum(
            {{ real('transitions.transitions') }} / nullif({{ real('states.departures') }}, 0)
            * markov_visits.expected_visits
        ) as expected_after
    from transitions
    inner join states
        on transitions.store = states.store
        and transitions.from_state = states.state_number
    inner join markov_visits
        on transitions.store = markov_visits.store
        and transitions.to_state = markov_visits.from_state
    group by transitions.store, transitions.from_state, markov_visits.through_state
),

compared as (
    select
        states.store,
        states.state_number as from_state,
        others.state_number as through_state,
        markov_visits.expected_visits,
        coalesce(steps.expected_after, {{ real(0) }})
        + case when states.state_number = others.state_number then 1 else 0 end
            as expected_by_step
    from states
    inner join states as others
        on states.store = others.store
    left join markov_visits
        on states.store = markov_visits.store
        and states.state_number = markov_visits.from_state
        and others.state_number = markov_visits.through_state
    left join steps
        on states.store = steps.store
        and states.state_number = steps.from_state
        and others.state_number = steps.through_state
)

select *
from compared
where compared.expected_visits is null
    or abs(compared.expected_visits - compared.expected_by_step)
    > {{ real('0.000001') }} * (1 + abs(compared.expected_by_step))
