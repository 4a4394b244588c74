with

markov_visits as (
    select * from {{ ref('int_attribution__markov_visits') }}
),

transitions as (
    select * from {{ ref('int_attribution__transitions') }}
),

channel_states as (
    select * from {{ ref('int_attribution__channel_states') }}
),

order_chances as (
    select
        transitions.store,
        transitions.from_state,
        {{ real(
            'sum(case when transitions.to_state = 0 then transitions.transitions else 0 end)'
        ) }}
        / nullif({{ real('sum(transitions.transitions)') }}, 0) as next_is_order
    from transitions
    group by transitions.store, transitions.from_state
),

chances_to_order as (
    select
        markov_visits.store,
        markov_visits.from_state,
        sum(markov_visits.expected_visits * order_chances.next_is_order) as chance_of_order
    from markov_visits
    inner join order_chances
        on markov_visits.store = order_chances.store
        and markov_visits.through_state = order_chances.from_state
    group by markov_visits.store, markov_visits.from_state
),

effects as (
    -- The part of all orders that would be lost if nobody came through the channel any more.
    select
        from_start.store,
        from_start.through_state as state_number,
        from_start.expected_visits / nullif(on_itself.expected_visits, 0)
        * of_state.chance_of_order / nullif(of_start.chance_of_order, 0) as removal_effect
    from markov_visits as from_start
    inner join markov_visits as on_itself
        on from_start.store = on_itself.store
        and from_start.through_state = on_itself.through_state
        and on_itself.from_state = on_itself.through_state
    inner join chances_to_order as of_state
        on from_start.store = of_state.store
        and from_start.through_state = of_state.from_state
    inner join chances_to_order as of_start
        on from_start.store = of_start.store
        and of_start.from_state = 1
    where from_start.from_state = 1
),

rounded as (
    -- The order in which an engine adds up moves the last digits of a double: 15 decimals are kept.
    select
        effects.store,
        effects.state_number,
        cast(round(coalesce(effects.removal_effect, 0) * 1000000000000000) as bigint)
            as removal_quadrillionths
    from effects
),

final as (
    select
        channel_states.store,
        channel_states.channel_group,
        channel_states.state_name,
        {{ real('rounded.removal_quadrillionths') }} / {{ real(10 ** 15) }}
            as removal_effect,
        greatest({{ int_divide('rounded.removal_quadrillionths', 10 ** 6) }}, 1) as removal_weight
    from channel_states
    inner join rounded
        on channel_states.store = rounded.store
        and channel_states.state_number = rounded.state_number
)

select * from final
