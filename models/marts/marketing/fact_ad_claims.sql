with

ad_spend as (
    select * from {{ ref('int_ads__spend') }}
),

claims as (
    select * from {{ ref('int_ads__claims') }}
),

cross_rates as (
    select * from {{ ref('int_fx__cross_rates') }}
),

reporting_currency as (
    select * from {{ ref('int_fx__reporting_currency') }}
),

claimed as (
    -- What a newer export restates is claimed no more, and a total over days that other rows tell
    -- claims nothing of its own.
    select
        ad_spend.store,
        ad_spend.platform,
        ad_spend.campaign_key,
        ad_spend.currency,
        ad_spend.spend_date,
        {{ money('sum(claims.claimed_orders)') }} as claimed_orders,
        {{ money('sum(claims.claimed_sales)') }} as claimed_sales
    from ad_spend
    inner join claims
        on ad_spend.ad_spend_key = claims.ad_spend_key
    where not ad_spend.is_restated
        and ad_spend.witnessed_spend = 0
    group by
        ad_spend.store, ad_spend.platform, ad_spend.campaign_key, ad_spend.currency,
        ad_spend.spend_date
),

final as (
    select
        {{ hash_key([
            "claimed.store", "claimed.platform", "claimed.campaign_key", "claimed.currency",
            "claimed.spend_date"
        ]) }} as ad_claim_key,
        {{ date_key('claimed.spend_date') }} as date_key,
        {{ dimension_key(
            ["claimed.store", "claimed.platform", "claimed.campaign_key"], "true",
            "claimed.campaign_key <> 'unknown'"
        ) }} as ad_campaign_key,
        claimed.store,
        claimed.platform,
        claimed.spend_date,
        claimed.currency,
        claimed.claimed_orders,
        claimed.claimed_sales,
        reporting_currency.reporting_currency,
        {{ translate(
            'claimed.claimed_sales', 'claimed.currency', 'reporting_currency.reporting_currency',
            'cross_rates.from_units_per_eur', 'cross_rates.to_units_per_eur'
        ) }} as claimed_sales_reporting
    from claimed
    cross join reporting_currency
    left join cross_rates
        on claimed.currency = cross_rates.currency
        and claimed.spend_date = cross_rates.valid_on
)

select * from final
