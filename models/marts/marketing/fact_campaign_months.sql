with

financial_performance as (
    select * from {{ ref('fact_financial_performance') }}
),

campaign_results as (
    select * from {{ ref('fact_campaign_results') }}
),

dates as (
    select * from {{ ref('dim_date') }}
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

results_per_month as (
    -- Orders that no known campaign brought stand by platform there; their spend tells none here.
    select
        campaign_results.store,
        campaign_results.ad_campaign_key,
        campaign_results.month,
        campaign_results.attribution_model,
        campaign_results.reporting_currency,
        cast(sum(campaign_results.order_units) as bigint) as order_units,
        cast(sum(campaign_results.new_customer_units) as bigint) as new_customer_units,
        {{ sum_if_known('campaign_results.net_revenue') }} as net_revenue,
        {{ sum_if_known('campaign_results.cm2') }} as cm2,
        {{ sum_if_known('campaign_results.profit_before_ads') }} as profit_before_ads
    from campaign_results
    group by
        campaign_results.store, campaign_results.ad_campaign_key, campaign_results.month,
        campaign_results.attribution_model, campaign_results.reporting_currency
),

joined as (
    select
        coalesce(spend_per_model.store, results_per_month.store) as store,
        coalesce(spend_per_model.ad_campaign_key, results_per_month.ad_campaign_key)
            as ad_campaign_key,
        coalesce(spend_per_model.month, results_per_month.month) as month,
        coalesce(spend_per_model.attribution_model, results_per_month.attribution_model)
            as attribution_model,
        coalesce(spend_per_model.reporting_currency, results_per_month.reporting_currency)
            as reporting_currency,
        case when spend_per_model.store is null then 0 else spend_per_model.ad_spend end
            as ad_spend,
        coalesce(results_per_month.order_units, 0) as order_units,
        coalesce(results_per_month.new_customer_units, 0) as new_customer_units,
        case when results_per_month.store is null then 0 else results_per_month.net_revenue end
            as net_revenue,
        case when results_per_month.store is null then 0 else results_per_month.cm2 end as cm2,
        case
            when results_per_month.store is null then 0 else results_per_month.profit_before_ads
        end as profit_before_ads
    from spend_per_model
    full outer join results_per_month
        on spend_per_model.store = results_per_month.store
        and spend_per_model.ad_campaign_key = results_per_month.ad_campaign_key
        and spend_per_model.month = results_per_month.month
        and spend_per_model.attribution_model = results_per_month.attribution_model
        and spend_per_model.reporting_currency = results_per_month.reporting_currency
),

final as (
    select
        {{ hash_key([
            "joined.store", "joined.ad_campaign_key", "joined.month", "joined.attribution_model",
            "joined.reporting_currency"
        ]) }} as campaign_month_key,
        joined.ad_campaign_key,
        joined.store,
        joined.month,
        joined.attribution_model,
        joined.reporting_currency,
        cast(joined.ad_spend as numeric(18, 4)) as ad_spend,
        cast(joined.order_units as bigint) as order_units,
        cast(joined.new_customer_units as bigint) as new_customer_units,
        cast(joined.net_revenue as numeric(18, 4)) as net_revenue,
        cast(joined.cm2 as numeric(18, 4)) as cm2,
        cast(joined.profit_before_ads as numeric(18, 4)) as profit_before_ads
    from joined
)

select * from final
