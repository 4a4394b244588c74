with

financial_performance as (
    select * from {{ ref('fact_financial_performance') }}
),

campaign_results as (
    select * from {{ ref('fact_campaign_results') }}
),

campaign_paybacks as (
    select * from {{ ref('fact_campaign_paybacks') }}
),

dates as (
    select * from {{ ref('dim_date') }}
),

ad_campaigns as (
    select * from {{ ref('dim_ad_campaign') }}
),

models as (
    {{ named_models(attribution_models()) }}
),

spend_per_campaign_month as (
    select
        financial_performance.store,
        financial_performance.ad_campaign_key,
        dates.month,
        financial_performance.reporting_currency,
        {{ sum_if_known('financial_performance.ad_spend') }} as ad_spend
    from financial_performance
    inner join dates
        on financial_performance.date_key = dates.date_key
    where financial_performance.event_type = 'ad_spend'
    group by
        financial_performance.store, financial_performance.ad_campaign_key, dates.month,
        financial_performance.reporting_currency
),

spend_per_model as (
    -- Every model looks at the same spend; a campaign that sold nothing keeps it.
    select
        spend_per_campaign_month.*,
        models.attribution_model
    from spend_per_campaign_month
    cross join models
),

joined as (
    select
        coalesce(spend_per_model.store, campaign_results.store) as store,
        coalesce(spend_per_model.ad_campaign_key, campaign_results.ad_campaign_key)
            as ad_campaign_key,
        coalesce(spend_per_model.month, campaign_results.month) as month,
        coalesce(spend_per_model.attribution_model, campaign_results.attribution_model)
            as attribution_model,
        coalesce(spend_per_model.reporting_currency, campaign_results.reporting_currency)
            as reporting_currency,
        case when spend_per_model.store is null then 0 else spend_per_model.ad_spend end
            as ad_spend,
        coalesce(campaign_results.order_units, 0) as order_units,
        coalesce(campaign_results.new_customer_units, 0) as new_customer_units,
        case when campaign_results.store is null then 0 else campaign_results.net_revenue end
            as net_revenue,
        case when campaign_results.store is null then 0 else campaign_results.cm2 end as cm2,
        case when campaign_results.store is null then 0 else campaign_results.profit_before_ads end
            as profit_before_ads
    from spend_per_model
    full outer join campaign_results
        on spend_per_model.store = campaign_results.store
        and spend_per_model.ad_campaign_key = campaign_results.ad_campaign_key
        and spend_per_model.month = campaign_results.month
        and spend_per_model.attribution_model = campaign_results.attribution_model
        and spend_per_model.reporting_currency = campaign_results.reporting_currency
),

paid_back as (
    select
        joined.store,
        joined.ad_campaign_key,
        joined.month,
        joined.attribution_model,
        joined.reporting_currency,
        min(campaign_paybacks.months_since) as payback_months
    from joined
    inner join campaign_paybacks
        on joined.store = campaign_paybacks.store
        and joined.ad_campaign_key = campaign_paybacks.ad_campaign_key
        and joined.month = campaign_paybacks.month
        and joined.attribution_model = campaign_paybacks.attribution_model
        and joined.reporting_currency = campaign_paybacks.reporting_currency
        and joined.ad_spend <= campaign_paybacks.cumulative_cm2
    where joined.ad_spend > 0
    group by
        joined.store, joined.ad_campaign_key, joined.month, joined.attribution_model,
        joined.reporting_currency
),

final as (
    select
        joined.store,
        ad_campaigns.platform,
        joined.ad_campaign_key,
        ad_campaigns.campaign_name,
        joined.month,
        joined.attribution_model,
        joined.attribution_model = '{{ var("attribution_model") }}' as is_default_model,
        joined.reporting_currency,
        joined.ad_spend,
        {{ credits_of('joined.order_units') }} as attributed_orders,
        {{ credits_of('joined.new_customer_units') }} as new_customers,
        joined.net_revenue as attributed_net_revenue,
        joined.cm2 as attributed_cm2,
        {{ money('joined.cm2 - joined.ad_spend') }} as profit_after_ads,
        {{ money('joined.profit_before_ads - joined.ad_spend') }} as net_profit,
        {{ divide_round('joined.net_revenue', 'joined.ad_spend', 4) }} as return_on_ad_spend,
        {{ divide_round('joined.cm2', 'joined.ad_spend', 4) }} as profit_on_ad_spend,
        {{ divide_round('joined.ad_spend', credits_of('joined.new_customer_units'), 4) }}
            as cost_per_new_customer,
        cast(paid_back.payback_months as bigint) as payback_months
    from joined
    inner join ad_campaigns
        on joined.ad_campaign_key = ad_campaigns.ad_campaign_key
    left join paid_back
        on joined.store = paid_back.store
        and joined.ad_campaign_key = paid_back.ad_campaign_key
        and joined.month = paid_back.month
        and joined.attribution_model = paid_back.attribution_model
        and joined.reporting_currency = paid_back.reporting_currency
)

select * from final
