with

ad_spend as (
    select * from {{ ref('int_ads__spend') }}
),

named as (
    -- A campaign may be renamed: the name of its newest day is the one that people know.
    select
        ad_spend.*,
        first_value(ad_spend.campaign) over (
            partition by ad_spend.store, ad_spend.platform, ad_spend.campaign_key
            order by
                ad_spend.spend_date desc nulls last,
                ad_spend.source_file desc nulls last,
                ad_spend.source_line desc nulls last
            rows between unbounded preceding and unbounded following
        ) as campaign_name
    from ad_spend
    where ad_spend.campaign_key <> 'unknown'
        and not ad_spend.is_restated
),

campaigns as (
    -- A total over days of which other rows tell spend adds nothing of its own: they counted it.
    select
        {{ hash_key(["named.store", "named.platform", "named.campaign_key"]) }}
            as ad_campaign_key,
        named.store,
        named.platform,
        min(named.campaign_id) as campaign_id,
        min(named.campaign_name) as campaign_name,
        min(named.spend_date) as first_spend_date,
        max(named.spend_date) as last_spend_date,
        cast(sum(case when named.witnessed_spend = 0 then named.impressions end) as bigint)
            as impressions,
        cast(sum(case when named.witnessed_spend = 0 then named.clicks end) as bigint) as clicks
    from named
    group by named.store, named.platform, named.campaign_key
),

standing_members as (
    {{ standing_members() }}
),

standing as (
    select
        standing_members.member_key as ad_campaign_key,
        standing_members.member_name as store,
        standing_members.member_name as platform,
        cast(null as {{ dbt.type_string() }}) as campaign_id,
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
