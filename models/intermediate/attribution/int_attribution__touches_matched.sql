with

touches_sourced as (
    select * from {{ ref('int_attribution__touches_sourced') }}
),

channel_pairs as (
    select * from {{ ref('int_attribution__channel_pairs') }}
),

campaigns_known as (
    select * from {{ ref('int_attribution__campaigns_known') }}
),

touches as (
    select
        touches_sourced.*,
        channel_pairs.channel_group,
        channel_pairs.ad_platform as told_platform,
        case
            when channel_pairs.ad_platform is not null then channel_pairs.ad_platform
            when touches_sourced.source_sign <> 'tags'
                or channel_pairs.channel_group in ('Unassigned', 'Paid Other')
                then 'any'
        end as searched_platform,
        {{ name_code('touches_sourced.campaign_text') }} as name_code,
        {{ name_bytes('touches_sourced.campaign_text') }} as name_bytes
    from touches_sourced
    inner join channel_pairs
        on touches_sourced.source = channel_pairs.source
        and touches_sourced.medium = channel_pairs.medium
),

final as (
    -- By the id first, also where no tag says whose it is; by name only where the visit was paid
    -- for, or a newsletter would be taken for the advertisement of the same name.
    select
        touches.store,
        touches.touch_id,
        touches.channel_group as told_channel_group,
        coalesce(by_id.found_platform, by_id_as_name.found_platform, touches.told_platform)
            as ad_platform,
        touches.told_platform,
        coalesce(
            by_id.campaign_key, by_id_as_name.campaign_key, by_name.campaign_key,
            case when by_name.code is null then by_bytes.campaign_key end
        ) as campaign_key,
        case
            when coalesce(by_id.campaign_key, by_id_as_name.campaign_key) is not null
                then 'campaign_id'
            when by_name.campaign_key is not null
                or (by_name.code is null and by_bytes.campaign_key is not null)
                then 'campaign_name'
            when touches.told_platform is null then 'none'
            when coalesce(by_name.code, by_bytes.code) is not null then 'ambiguous_name'
            when touches.campaign_id_told is not null then 'unknown_id'
            when touches.campaign_text is not null then 'unknown_name'
            when touches.has_gclid and touches.told_platform = 'google_ads' then 'click_id'
            else 'tags'
        end as match_basis
    from touches
    left join campaigns_known as by_id
        on touches.store = by_id.store
        and touches.searched_platform = by_id.platform
        and touches.campaign_id_told = by_id.code
        and by_id.code_kind = 'id'
    left join campaigns_known as by_id_as_name
        on touches.store = by_id_as_name.store
        and touches.searched_platform = by_id_as_name.platform
        and touches.campaign_text = by_id_as_name.code
        and by_id_as_name.code_kind = 'id'
    left join campaigns_known as by_name
        on touches.store = by_name.store
        and touches.told_platform = by_name.platform
        and touches.name_code = by_name.code
        and by_name.code_kind = 'name'
    left join campaigns_known as by_bytes
        on touches.store = by_bytes.store
        and touches.told_platform = by_bytes.platform
        and touches.name_bytes = by_bytes.code
        and by_bytes.code_kind = 'bytes'
)

select * from final
