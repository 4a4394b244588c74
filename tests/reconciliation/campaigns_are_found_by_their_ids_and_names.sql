-- Property: whoever looks up the id or a name of a campaign that spent money finds that campaign,
-- or nobody where several campaigns have it; and nothing else can be found.
-- Who relies on it: every visit that is set against the campaign that it names.
-- What would go wrong silently: the visits of a campaign would be visits of none, and its orders
-- would look as if they had cost nothing.
with

campaigns_known as (
    select * from {{ ref('int_attribution__campaigns_known') }}
),

campaigns as (
    select
        store,
        platform,
        campaign_key,
        lower(campaign_id) as campaign_id,
        lower(campaign) as campaign_name
    from {{ ref('int_ads__spend') }}
    where campaign_key <> 'unknown'
        and not is_restated
    group by store, platform, campaign_key, lower(campaign_id), lower(campaign)
),

searched as (
    -- A visit that does not say whose it is looks among the ids of all platforms.
    select
        campaigns.store,
        campaigns.platform,
        campaigns.campaign_key,
        'id' as code_kind,
        campaigns.campaign_id as code
    from campaigns
    union all
    select
        campaigns.store,
        'any' as platform,
        campaigns.campaign_key,
        'id' as code_kind,
        campaigns.campaign_id as code
    from campaigns
    union all
    select
        campaigns.store,
        campaigns.platform,
        campaigns.campaign_key,
        'name' as code_kind,
        {{ name_code('campaigns.campaign_name') }} as code
    from campaigns
    union all
    select
        campaigns.store,
        campaigns.platform,
        campaigns.campaign_key,
        'bytes' as code_kind,
        {{ name_bytes('campaigns.campaign_name') }} as code
    from campaigns
),

codes as (
    select
        searched.store,
        searched.platform,
        searched.code_kind,
        searched.code,
        searched.campaign_key
    from searched
    where searched.code <> ''
    group by
        searched.store, searched.platform, searched.code_kind, searched.code, searched.campaign_key
)

select
    coalesce(codes.store, campaigns_known.store) as store,
    coalesce(codes.platform, campaigns_known.platform) as platform,
    coalesce(codes.code_kind, campaigns_known.code_kind) as code_kind,
    coalesce(codes.code, campaigns_known.code) as code,
    codes.campaign_key,
    campaigns_known.campaign_key as found_campaign_key
from codes
full outer join campaigns_known
    on codes.store = campaigns_known.store
    and codes.platform = campaigns_known.platform
    and codes.code_kind = campaigns_known.code_kind
    and codes.code = campaigns_known.code
where codes.code is null
    or campaigns_known.code is null
    or campaigns_known.campaign_key <> codes.campaign_key
