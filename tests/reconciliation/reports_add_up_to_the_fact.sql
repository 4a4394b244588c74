-- Property: each report's totals are the fact's totals, per store. A store with amounts that no
-- rate translates has no total to compare: its sums are null, and the gates of the exchange rates
-- speak of it.
-- Who relies on it: two people who read two reports in one meeting.
-- What would go wrong silently: a report that filters or joins rows away would show a smaller or
-- larger brand.
with

fact as (
    select
        store,
        sum(net_profit) as net_profit,
        sum(ad_spend) as ad_spend
    from {{ ref('fact_financial_performance') }}
    group by store
    having count(*) = count(net_profit)
),

by_channel as (
    select
        store,
        sum(net_profit) as net_profit
    from {{ ref('rpt_channel_profitability_monthly') }}
    group by store
),

by_product as (
    select
        store,
        sum(net_profit) as net_profit
    from {{ ref('rpt_product_contribution_margin') }}
    group by store
),

by_day as (
    select
        store,
        sum(net_profit) as net_profit
    from {{ ref('rpt_sales_trends') }}
    group by store
),

by_campaign as (
    select
        store,
        sum(ad_spend) as ad_spend
    from {{ ref('rpt_campaign_roi') }}
    where is_default_model
    group by store
)

select
    fact.store,
    fact.net_profit,
    by_channel.net_profit as by_channel,
    by_product.net_profit as by_product,
    by_day.net_profit as by_day,
    fact.ad_spend,
    by_campaign.ad_spend as by_campaign
from fact
left join by_channel
    on fact.store = by_channel.store
left join by_product
    on fact.store = by_product.store
left join by_day
    on fact.store = by_day.store
left join by_campaign
    on fact.store = by_campaign.store
where coalesce(fact.net_profit, 0) <> coalesce(by_channel.net_profit, 0)
    or coalesce(fact.net_profit, 0) <> coalesce(by_product.net_profit, 0)
    or coalesce(fact.net_profit, 0) <> coalesce(by_day.net_profit, 0)
    or coalesce(fact.ad_spend, 0) <> coalesce(by_campaign.ad_spend, 0)
