-- Property: each touch of a journey is entered once and left once, and each journey begins and ends
-- once: with an order when it is the path of one.
-- Who relies on it: the model markov, which is made of these moves alone.
-- What would go wrong silently: a channel that is entered more often than it is left would lose
-- orders that it brought.
with

journey_touches as (
    select * from {{ ref('int_attribution__journey_touches') }}
),

channel_states as (
    select * from {{ ref('int_attribution__channel_states') }}
),

transitions as (
    select * from {{ ref('int_attribution__transitions') }}
),

journeys as (
    select
        journey_touches.store,
        journey_touches.journey_key,
        journey_touches.is_conversion
    from journey_touches
    group by journey_touches.store, journey_touches.journey_key, journey_touches.is_conversion
),

passes as (
    -- How often each state is passed: 1 is the start, 0 the order, -1 the end without one.
    select
        journey_touches.store,
        channel_states.state_number,
        1 as due,
        0 as entered,
        0 as left_again
    from journey_touches
    inner join channel_states
        on journey_touches.store = channel_states.store
        and journey_touches.channel_group = channel_states.channel_group
    union all
    select
        journeys.store,
        1 as state_number,
        1 as due,
        1 as entered,
        0 as left_again
    from journeys
    union all
    select
        journeys.store,
        case when journeys.is_conversion then 0 else -1 end as state_number,
        1 as due,
        0 as entered,
        1 as left_again
    from journeys
    union all
    select
        transitions.store,
        transitions.to_state as state_number,
        0 as due,
        transitions.transitions as entered,
        0 as left_again
    from transitions
    union all
    select
        transitions.store,
        transitions.from_state as state_number,
        0 as due,
        0 as entered,
        transitions.transitions as left_again
    from transitions
)

select
    passes.store,
    passes.state_number,
    sum(passes.due) as touches,
    sum(passes.entered) as times_entered,
    sum(passes.left_again) as times_left
from passes
group by passes.store, passes.state_number
having sum(passes.due) <> sum(passes.entered)
    or sum(passes.due) <> sum(passes.left_again)
