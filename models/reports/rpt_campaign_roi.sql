with

campaign_months as (
    select * from {{ ref('fact_campaign_months') }}
),

campaign_paybacks as (
    select * from {{ ref('fact_campaign_paybacks') }}
),

ad_campaigns as (
    select * from {{ ref('dim_ad_campaign') }}
),

halo_estimates as (
    select * from {{ ref('fact_halo_estimates') }}
),

paid_back as (
    select
        campaign_months.campaign_month_key,
        min(campaign_paybacks.months_since) as payback_months
    from campaign_months
    inner join campaign_paybacks
        on campaign_months.store = campaign_paybacks.store
        and campaign_months.ad_campaign_key = campaign_paybacks.ad_campaign_key
        and campaign_months.month = campaign_paybacks.month
        and campaign_months.attribution_model = campaign_paybacks.attribution_model
        and campaign_months.reporting_currency = campaign_paybacks.reporting_currency
        and campaign_months.ad_spend <= campaign_paybacks.cumulative_cm2
    where campaign_months.ad_spend > 0
    group by campaign_months.campaign_month_key
),

halo_ranked as (
    -- An experiment goes before an observation, what is meant for the platform before what is meant
    -- for all; what cannot be told adjusts nothing.
    select
        halo_estimates.store,
        ad_campaigns.ad_campaign_key,
        halo_estimates.reporting_currency,
        halo_estimates.estimate,
        halo_estimates.evidence_grade,
        row_number() over (
            partition by ad_campaigns.ad_campaign_key, halo_estimates.reporting_currency
            order by
                case when halo_estimates.evidence_grade = 'causal' then 0 else 1 end,
                case when halo_estimates.ad_platform = 'all' then 1 else 0 end,
                halo_estimates.ends_on desc nulls last,
                halo_estimates.estimator asc
        ) as place
    from halo_estimates
    inner join ad_campaigns
        on halo_estimates.store = ad_campaigns.store
        and halo_estimates.ad_platform in (ad_campaigns.platform, 'all')
    where halo_estimates.verdict not like 'cannot tell%'
        and ad_campaigns.platform <> 'amazon_ads'
        and (halo_estimates.evidence_grade = 'causal' or halo_estimates.ad_platform = 'all')
),

final as (
    select
        campaign_months.store,
        ad_campaigns.platform,
        campaign_months.ad_campaign_key,
        ad_campaigns.campaign_name,
        campaign_months.month,
        campaign_months.attribution_model,
        campaign_months.attribution_model = '{{ attribution_model() }}' as is_default_model,
        campaign_months.reporting_currency,
        campaign_months.ad_spend,
        {{ credits_of('campaign_months.order_units') }} as attributed_orders,
        {{ credits_of('campaign_months.new_customer_units') }} as new_customers,
        campaign_months.net_revenue as attributed_net_revenue,
        campaign_months.cm2 as attributed_cm2,
        {{ money('campaign_months.cm2 - campaign_months.ad_spend') }} as profit_after_ads,
        {{ money('campaign_months.profit_before_ads - campaign_months.ad_spend') }} as net_profit,
        {{ divide_round('campaign_months.net_revenue', 'campaign_months.ad_spend', 4) }}
            as return_on_ad_spend,
        {{ divide_round('campaign_months.cm2', 'campaign_months.ad_spend', 4) }}
            as profit_on_ad_spend,
        {{ divide_round(
            'campaign_months.ad_spend', credits_of('campaign_months.new_customer_units'), 4
        ) }} as cost_per_new_customer,
        cast(paid_back.payback_months as bigint) as payback_months,
        {{ halo_of('campaign_months.ad_spend', 'halo_ranked.estimate') }} as halo_amazon_sales,
        {{ divide_round(
            'campaign_months.net_revenue + '
            ~ halo_of('campaign_months.ad_spend', 'halo_ranked.estimate'),
            'campaign_months.ad_spend', 4
        ) }} as halo_adjusted_return_on_ad_spend,
        halo_ranked.evidence_grade as halo_evidence_grade
    from campaign_months
    inner join ad_campaigns
        on campaign_months.ad_campaign_key = ad_campaigns.ad_campaign_key
    left join paid_back
        on campaign_months.campaign_month_key = paid_back.campaign_month_key
    left join halo_ranked
        on campaign_months.ad_campaign_key = halo_ranked.ad_campaign_key
        and campaign_months.reporting_currency = halo_ranked.reporting_currency
        and halo_ranked.place = 1
)

select * from final
