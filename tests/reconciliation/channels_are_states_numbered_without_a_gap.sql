-- Property: the channels of a store are the states 2, 3, ... of its chain, none left out, and a
-- state has one name.
-- Who relies on it: the model markov, whose matrix has a row and a column per state.
-- What would go wrong silently: two channels would be one state and share the credit of both.
with

channel_states as (
    select * from {{ ref('int_attribution__channel_states') }}
)

select
    channel_states.store,
    min(channel_states.state_number) as first_state,
    max(channel_states.state_number) as last_state,
    count(distinct channel_states.state_number) as states
from channel_states
group by channel_states.store
having min(channel_states.state_number) <> 2
    or max(channel_states.state_number) <> count(distinct channel_states.state_number) + 1
union all
select
    channel_states.store,
    channel_states.state_number as first_state,
    channel_states.state_number as last_state,
    count(distinct channel_states.state_name) as states
from channel_states
group by channel_states.store, channel_states.state_number
having min(channel_states.state_name) <> max(channel_states.state_name)
