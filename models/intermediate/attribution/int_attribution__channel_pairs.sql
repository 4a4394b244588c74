with

touches_sourced as (
    select * from {{ ref('int_attribution__touches_sourced') }}
),

channel_groups as (
    select * from {{ ref('stg_reference__channel_groups') }}
),

pairs as (
    select
        touches_sourced.source,
        touches_sourced.medium,
        count(*) as touches
    from touches_sourced
    group by touches_sourced.source, touches_sourced.medium
),

ranked as (
    select
        pairs.source,
        pairs.medium,
        pairs.touches,
        channel_groups.source_pattern,
        channel_groups.medium_pattern,
        channel_groups.channel_group,
        channel_groups.ad_platform,
        channel_groups.pattern_rank,
        row_number() over (
            partition by pairs.source, pairs.medium
            order by
                channel_groups.pattern_rank,
                channel_groups.source_pattern,
                channel_groups.medium_pattern
        ) as place
    from pairs
    inner join channel_groups
        on {{ fits('pairs.source', 'channel_groups.source_pattern') }}
        and {{ fits('pairs.medium', 'channel_groups.medium_pattern') }}
),

final as (
    -- The narrowest row of the mapping says what a source and medium are.
    select
        ranked.source,
        ranked.medium,
        cast(ranked.touches as bigint) as touches,
        ranked.channel_group,
        ranked.ad_platform,
        ranked.pattern_rank,
        ranked.source_pattern = '*' and ranked.medium_pattern = '*' as is_unmapped
    from ranked
    where ranked.place = 1
)

select * from final
