with

channel_groups as (
    select * from {{ ref('channel_groups') }}
),

final as (
    -- A narrower row says more than a wider one.
    select
        source as source_pattern,
        medium as medium_pattern,
        channel_group,
        nullif(ad_platform, '') as ad_platform,
        cast({{ pattern_rank('source', 'medium') }} as integer) as pattern_rank
    from channel_groups
)

select * from final
