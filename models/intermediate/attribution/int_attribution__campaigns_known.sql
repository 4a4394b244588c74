with

ad_spend as (
    select * from {{ ref('int_ads__spend') }}
),

campaign_rows as (
    select
        ad_spend.store,
        ad_spend.platform,
        ad_spend.campaign_key,
        lower(ad_spend.campaign_id) as campaign_id,
        lower(ad_spend.campaign) as campaign_name
    from ad_spend
    where ad_spend.campaign_key <> 'unknown'
        and not ad_spend.is_restated
    group by
        ad_spend.store, ad_spend.platform, ad_spend.campaign_key, lower(ad_spend.campaign_id),
        lower(ad_spend.campaign)
),

codes as (
    -- Any name that a campaign ever had leads to it.
    select
        campaign_rows.store,
        campaign_rows.platform,
        'id' as code_kind,
        campaign_rows.campaign_id as code,
        campaign_rows.platform as found_platform,
        campaign_rows.campaign_key
    from campaign_rows
    union all
    select
        campaign_rows.store,
        'any' as platform,
        'id' as code_kind,
        campaign_rows.campaign_id as code,
        campaign_rows.platform as found_platform,
        campaign_rows.campaign_key
    from campaign_rows
    union all
    select
        campaign_rows.store,
        campaign_rows.platform,
        'name' as code_kind,
        {{ name_code('campaign_rows.campaign_name') }} as code,
        campaign_rows.platform as found_platform,
        campaign_rows.campaign_key
    from campaign_rows
    union all
    select
        campaign_rows.store,
        campaign_rows.platform,
        'bytes' as code_kind,
        {{ name_bytes('campaign_rows.campaign_name') }} as code,
        campaign_rows.platform as found_platform,
        campaign_rows.campaign_key
    from campaign_rows
),

final as (
    -- What belongs to two campaigns leads to neither.
    select
        codes.store,
        codes.platform,
        codes.code_kind,
        codes.code,
        case
            when min(codes.found_platform) = max(codes.found_platform)
                and min(codes.campaign_key) = max(codes.campaign_key)
                then min(codes.found_platform)
        end as found_platform,
        case
            when min(codes.found_platform) = max(codes.found_platform)
                and min(codes.campaign_key) = max(codes.campaign_key)
                then min(codes.campaign_key)
        end as campaign_key
    from codes
    where codes.code is not null
        and codes.code <> ''
    group by codes.store, codes.platform, codes.code_kind, codes.code
)

select * from final
