-- Property: for each campaign and day, what order lines bear and what none bears add up to what
-- the platform reports, exactly.
-- Who relies on it: net profit by product and channel after advertising, and every return on ad
-- spend.
-- What would go wrong silently: a join that multiplies touches or lines would spend money that
-- nobody spent; one that loses them would make campaigns look cheap.
with

reported as (
    select
        store,
        platform,
        campaign_key,
        currency,
        spend_date,
        sum(spend - witnessed_spend) as spend
    from {{ ref('int_ads__spend') }}
    group by store, platform, campaign_key, currency, spend_date
),

allocated as (
    select
        store,
        platform,
        campaign_key,
        currency,
        spend_date,
        sum(allocated_amount) as spend
    from {{ ref('int_attribution__spend_loaded') }}
    group by store, platform, campaign_key, currency, spend_date
)

select
    coalesce(reported.store, allocated.store) as store,
    coalesce(reported.platform, allocated.platform) as platform,
    coalesce(reported.campaign_key, allocated.campaign_key) as campaign_key,
    coalesce(reported.spend_date, allocated.spend_date) as spend_date,
    reported.spend as reported_spend,
    allocated.spend as allocated_spend
from reported
full outer join allocated
    on reported.store = allocated.store
    and reported.platform = allocated.platform
    and reported.campaign_key = allocated.campaign_key
    and reported.currency = allocated.currency
    and reported.spend_date = allocated.spend_date
where coalesce(reported.spend, 0) <> coalesce(allocated.spend, 0)
