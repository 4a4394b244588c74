with

ad_spend as (
    select * from {{ ref('int_ads__spend') }}
),

campaigns as (
    -- The exports name campaigns and give no id: a campaign is its platform and name.
    select
        {{ hash_key(["ad_spend.store", "ad_spend.platform", "ad_spend.campaign"]) }}
            as ad_campaign_key,
        ad_spend.store,
        ad_spend.platform,
        ad_spend.campaign as campaign_name,
        min(ad_spend.spend_date) as first_spend_date,
        max(ad_spend.spend_date) as last_spend_date,
        cast(sum(ad_spend.impressions) as bigint) as impressions,
        cast(sum(ad_spend.clicks) as bigint) as clicks
    from ad_spend
    where ad_spend.campaign <> 'unknown'
    group by ad_spend.store, ad_spend.platform, ad_spend.campaign
),

standing_members as (
    {{ standing_members() }}
),

standing as (
    select
        standing_members.member_key as ad_campaign_key,
        standing_members.member_name as store,
        standing_members.member_name as platform,
        standing_members.member_name as campaign_name,
        cast(null as date) as first_spend_date,
        cast(null as date) as last_spend_date,
        cast(null as bigint) as impressions,
        cast(null as bigint) as clicks
    from standing_members
),

final as (
    select * from campaigns
    union all
    select * from standing
)

select * from final
