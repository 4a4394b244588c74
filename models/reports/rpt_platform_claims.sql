with

ad_claims as (
    select * from {{ ref('fact_ad_claims') }}
),

ledger_events as (
    select * from {{ ref('fact_ledger_events') }}
),

campaign_results as (
    select * from {{ ref('fact_campaign_results') }}
),

dates as (
    select * from {{ ref('dim_date') }}
),

claimed as (
    select
        ad_claims.store,
        ad_claims.platform,
        dates.month,
        ad_claims.reporting_currency,
        {{ money('sum(ad_claims.claimed_orders)') }} as claimed_orders,
        {{ money(
            'case when count(ad_claims.claimed_sales) = count(ad_claims.claimed_sales_reporting)'
            ' then sum(ad_claims.claimed_sales_reporting) end'
        ) }} as claimed_sales,
        cast(0 as numeric(18, 4)) as ad_spend,
        cast(0 as bigint) as order_units,
        cast(0 as bigint) as new_customer_units,
        cast(0 as numeric(18, 4)) as net_revenue
    from ad_claims
    inner join dates
        on ad_claims.date_key = dates.date_key
    group by
        ad_claims.store, ad_claims.platform, dates.month, ad_claims.reporting_currency
),

spent as (
    -- The ledger names the platform of spend without a campaign, too; the fact's campaign does not.
    select
        ledger_events.store,
        coalesce(ledger_events.ad_platform, 'Unknown') as platform,
        dates.month,
        ledger_events.reporting_currency,
        cast(null as numeric(18, 4)) as claimed_orders,
        cast(null as numeric(18, 4)) as claimed_sales,
        {{ sum_if_known('-ledger_events.amount_reporting') }} as ad_spend,
        cast(0 as bigint) as order_units,
        cast(0 as bigint) as new_customer_units,
        cast(0 as numeric(18, 4)) as net_revenue
    from ledger_events
    inner join dates
        on ledger_events.date_key = dates.date_key
    where ledger_events.ledger_role = 'pnl'
        and ledger_events.measure = 'ad_spend'
    group by
        ledger_events.store, coalesce(ledger_events.ad_platform, 'Unknown'), dates.month,
        ledger_events.reporting_currency
),

credited as (
    -- A paid click says whose it is, also where no report knows its campaign.
    select
        campaign_results.store,
        campaign_results.ad_platform as platform,
        campaign_results.month,
        campaign_results.reporting_currency,
        cast(null as numeric(18, 4)) as claimed_orders,
        cast(null as numeric(18, 4)) as claimed_sales,
        cast(0 as numeric(18, 4)) as ad_spend,
        cast(sum(campaign_results.order_units) as bigint) as order_units,
        cast(sum(campaign_results.new_customer_units) as bigint) as new_customer_units,
        {{ sum_if_known('campaign_results.net_revenue') }} as net_revenue
    from campaign_results
    where campaign_results.attribution_model = '{{ attribution_model() }}'
    group by
        campaign_results.store, campaign_results.ad_platform, campaign_results.month,
        campaign_results.reporting_currency
),

unioned as (
    select * from claimed
    union all
    select * from spent
    union all
    select * from credited
),

with_all as (
    -- A platform's word stands beside what the visits say, and is added up with no other's.
    select * from unioned
    union all
    select
        unioned.store,
        'All' as platform,
        unioned.month,
        unioned.reporting_currency,
        cast(null as numeric(18, 4)) as claimed_orders,
        cast(null as numeric(18, 4)) as claimed_sales,
        unioned.ad_spend,
        unioned.order_units,
        unioned.new_customer_units,
        unioned.net_revenue
    from unioned
),

final as (
    select
        with_all.store,
        with_all.platform,
        with_all.month,
        with_all.reporting_currency,
        {{ sum_if_known('with_all.ad_spend') }} as ad_spend,
        {{ money('sum(with_all.claimed_orders)') }} as claimed_orders,
        {{ money('sum(with_all.claimed_sales)') }} as claimed_sales,
        {{ credits_of('sum(with_all.order_units)') }} as attributed_orders,
        {{ credits_of('sum(with_all.new_customer_units)') }} as new_customers,
        {{ sum_if_known('with_all.net_revenue') }} as attributed_net_revenue,
        {{ divide_round(
            sum_if_known('with_all.net_revenue'), sum_if_known('with_all.ad_spend'), 4
        ) }} as return_on_ad_spend,
        {{ divide_round(
            sum_if_known('with_all.ad_spend'), credits_of('sum(with_all.new_customer_units)'), 4
        ) }} as cost_per_new_customer,
        {{ divide_round(
            'sum(with_all.claimed_orders)', credits_of('sum(with_all.order_units)'), 4
        ) }} as over_claim_ratio
    from with_all
    group by
        with_all.store, with_all.platform, with_all.month, with_all.reporting_currency
)

select * from final
