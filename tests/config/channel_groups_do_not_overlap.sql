-- Property: one row of the channel groups is the narrowest that fits a source and medium: no two
-- rows of one rank fit the same pair, whether of the mapping's own texts or of the data; and one
-- row fits whatever nothing else does.
-- Who relies on it: the channel group and the advertising platform of every touch.
-- What would go wrong silently: which of two rows counts would hang on the order of the alphabet,
-- and a paid visit could count as an unpaid one.
with

channel_groups as (
    select * from {{ ref('stg_reference__channel_groups') }}
),

channel_pairs as (
    select * from {{ ref('int_attribution__channel_pairs') }}
),

pairs as (
    select
        channel_pairs.source,
        channel_pairs.medium
    from channel_pairs
    union all
    select
        replace(channel_groups.source_pattern, '*', 'x') as source,
        replace(channel_groups.medium_pattern, '*', 'x') as medium
    from channel_groups
),

fitting as (
    select
        pairs.source,
        pairs.medium,
        channel_groups.pattern_rank,
        count(distinct channel_groups.source_pattern || ' ' || channel_groups.medium_pattern)
            as rows_that_fit
    from pairs
    inner join channel_groups
        on {{ fits('pairs.source', 'channel_groups.source_pattern') }}
        and {{ fits('pairs.medium', 'channel_groups.medium_pattern') }}
    group by pairs.source, pairs.medium, channel_groups.pattern_rank
),

narrowest as (
    select
        fitting.source,
        fitting.medium,
        min(fitting.pattern_rank) as pattern_rank
    from fitting
    group by fitting.source, fitting.medium
)

select
    fitting.source,
    fitting.medium,
    'rows of one rank' as fault
from fitting
inner join narrowest
    on fitting.source = narrowest.source
    and fitting.medium = narrowest.medium
    and fitting.pattern_rank = narrowest.pattern_rank
where fitting.rows_that_fit > 1
union all
select
    '*' as source,
    '*' as medium,
    'no row that fits everything' as fault
from channel_groups
having max(case when channel_groups.pattern_rank = 8 then 1 else 0 end) = 0
