with

journey_touches as (
    select * from {{ ref('int_attribution__journey_touches') }}
),

touches_per_channel as (
    select
        journey_touches.store,
        journey_touches.channel_group,
        count(*) as touches
    from journey_touches
    group by journey_touches.store, journey_touches.channel_group
),

ranked as (
    select
        touches_per_channel.store,
        touches_per_channel.channel_group,
        row_number() over (
            partition by touches_per_channel.store
            order by
                touches_per_channel.touches desc nulls last,
                touches_per_channel.channel_group asc nulls last
        ) as channel_rank,
        count(*) over (partition by touches_per_channel.store) as channels
    from touches_per_channel
),

final as (
    -- State 1 is the start. The smallest channels are one state when there is no room for each.
    select
        ranked.store,
        ranked.channel_group,
        cast(
            case
                when ranked.channels < {{ markov_states() }} then ranked.channel_rank + 1
                else least(ranked.channel_rank + 1, {{ markov_states() }})
            end as integer
        ) as state_number,
        case
            when ranked.channels >= {{ markov_states() }}
                and ranked.channel_rank + 1 >= {{ markov_states() }}
                then 'Other'
            else ranked.channel_group
        end as state_name
    from ranked
)

select * from final
