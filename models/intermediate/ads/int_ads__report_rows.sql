with

google_ads as (
    select * from {{ ref('stg_google_ads__campaigns') }}
),

meta_ads as (
    select * from {{ ref('stg_meta_ads__campaigns') }}
),

amazon_ads as (
    select * from {{ ref('int_ads__amazon_rows') }}
),

reported as (
    select
        google_ads.store,
        'google_ads' as platform,
        'campaigns' as report,
        google_ads.campaign,
        google_ads.campaign_id,
        cast(null as {{ dbt.type_string() }}) as country,
        google_ads.region,
        google_ads.period_start_date,
        google_ads.period_end_date,
        google_ads.currency,
        google_ads.cost as spend,
        google_ads.impressions,
        google_ads.clicks,
        google_ads.source_file,
        google_ads.source_line,
        google_ads.batch_id,
        google_ads.loaded_at
    from google_ads
    where google_ads.record_type = 'data'
    union all
    select
        meta_ads.store,
        'meta_ads' as platform,
        'campaigns' as report,
        meta_ads.campaign,
        meta_ads.campaign_id,
        cast(null as {{ dbt.type_string() }}) as country,
        meta_ads.region,
        meta_ads.period_start_date,
        meta_ads.period_end_date,
        meta_ads.currency,
        meta_ads.spend,
        meta_ads.impressions,
        cast(null as bigint) as clicks,
        meta_ads.source_file,
        meta_ads.source_line,
        meta_ads.batch_id,
        meta_ads.loaded_at
    from meta_ads
    where meta_ads.record_type = 'data'
    union all
    select
        amazon_ads.store,
        'amazon_ads' as platform,
        amazon_ads.report,
        amazon_ads.campaign,
        amazon_ads.campaign_id,
        amazon_ads.country,
        cast(null as {{ dbt.type_string() }}) as region,
        amazon_ads.period_start_date,
        amazon_ads.period_end_date,
        amazon_ads.currency,
        amazon_ads.spend,
        amazon_ads.impressions,
        amazon_ads.clicks,
        amazon_ads.source_file,
        amazon_ads.source_line,
        amazon_ads.batch_id,
        amazon_ads.loaded_at
    from amazon_ads
),

final as (
    select
        {{ hash_key(["reported.store", "reported.source_file", "reported.source_line"]) }}
            as ad_spend_key,
        reported.store,
        reported.platform,
        reported.report,
        coalesce(reported.campaign, 'unknown') as campaign,
        reported.campaign_id,
        reported.country,
        reported.region,
        reported.period_start_date,
        reported.period_end_date,
        reported.period_start_date < reported.period_end_date as is_multi_day,
        reported.currency,
        coalesce(reported.spend, 0) as spend,
        coalesce(reported.impressions, 0) as impressions,
        coalesce(reported.clicks, 0) as clicks,
        reported.source_file,
        reported.source_line,
        reported.batch_id,
        reported.loaded_at
    from reported
)

select * from final
