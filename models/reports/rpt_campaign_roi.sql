with

financial_performance as (
    select * from {{ ref('fact_financial_performance') }}
),

dates as (
    select * from {{ ref('dim_date') }}
),

ad_campaigns as (
    select * from {{ ref('dim_ad_campaign') }}
),

spend_per_campaign_month as (
    select
        financial_performance.store,
        financial_performance.ad_campaign_key,
        dates.month,
        financial_performance.reporting_currency,
        {{ sum_if_known('financial_performance.ad_spend') }} as ad_spend,
        {{ sum_if_known('financial_performance.net_revenue') }} as attributed_net_revenue,
        {{ sum_if_known('financial_performance.cm2') }} as attributed_cm2
    from financial_performance
    inner join dates
        on financial_performance.date_key = dates.date_key
    where financial_performance.ad_campaign_key <> 'not_applicable'
    group by
        financial_performance.store, financial_performance.ad_campaign_key, dates.month,
        financial_performance.reporting_currency
),

final as (
    -- Revenue appears here once sales carry a campaign; a campaign that sold nothing keeps its
    -- spend.
    select
        spend_per_campaign_month.store,
        ad_campaigns.platform,
        ad_campaigns.campaign_name,
        spend_per_campaign_month.month,
        spend_per_campaign_month.reporting_currency,
        spend_per_campaign_month.ad_spend,
        spend_per_campaign_month.attributed_net_revenue,
        spend_per_campaign_month.attributed_cm2,
        cast(
            spend_per_campaign_month.attributed_cm2 - spend_per_campaign_month.ad_spend
            as numeric(18, 4)
        ) as profit_after_ads,
        {{ divide_round(
            'spend_per_campaign_month.attributed_net_revenue',
            'spend_per_campaign_month.ad_spend', 4
        ) }} as return_on_ad_spend
    from spend_per_campaign_month
    inner join ad_campaigns
        on spend_per_campaign_month.ad_campaign_key = ad_campaigns.ad_campaign_key
)

select * from final
