-- Property: every source and medium of a visit has a row in channel_groups that is about it.
-- Who relies on it: whoever reads credits by channel group.
-- What would go wrong silently: nothing is guessed, but the visits of a new partner are Unassigned,
-- and those of a new advertising platform are not seen to be paid for, until somebody says what
-- they are.
{{ config(severity='warn') }}
with

channel_pairs as (
    select * from {{ ref('int_attribution__channel_pairs') }}
)

select
    channel_pairs.source,
    channel_pairs.medium,
    channel_pairs.touches
from channel_pairs
where channel_pairs.is_unmapped
