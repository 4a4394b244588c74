with

journey_touches as (
    select * from {{ ref('int_attribution__journey_touches') }}
),

channel_states as (
    select * from {{ ref('int_attribution__channel_states') }}
),

steps as (
    select
        journey_touches.store,
        journey_touches.is_conversion,
        channel_states.state_number,
        lag(channel_states.state_number) over (
            partition by journey_touches.journey_key, journey_touches.is_conversion
            order by journey_touches.touched_at, journey_touches.touch_id
        ) as former_state,
        lead(channel_states.state_number) over (
            partition by journey_touches.journey_key, journey_touches.is_conversion
            order by journey_touches.touched_at, journey_touches.touch_id
        ) as next_state
    from journey_touches
    inner join channel_states
        on journey_touches.store = channel_states.store
        and journey_touches.channel_group = channel_states.channel_group
),

moves as (
    -- State 1 is the start, 0 the order, -1 nothing.
    select
        steps.store,
        steps.state_number as from_state,
        coalesce(
            steps.next_state, case when steps.is_conversion then 0 else -1 end
        ) as to_state
    from steps
    union all
    select
        steps.store,
        1 as from_state,
        steps.state_number as to_state
    from steps
    where steps.former_state is null
),

final as (
    select
        moves.store,
        moves.from_state,
        moves.to_state,
        cast(count(*) as bigint) as transitions
    from moves
    group by moves.store, moves.from_state, moves.to_state
)

select * from final
