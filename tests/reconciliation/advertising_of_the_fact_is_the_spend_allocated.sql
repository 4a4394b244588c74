-- Property: the ad_spend of the fact, by campaign, day and order line, is what the allocation
-- gives that line.
-- Who relies on it: contribution margin 3 by product, channel and customer.
-- What would go wrong silently: the ledger would place advertising on other orders than the
-- marts of advertising do.
with

booked as (
    select
        store,
        ad_campaign_key,
        event_date,
        order_line_key,
        sum(ad_spend) as ad_spend
    from {{ ref('fact_financial_performance') }}
    where event_type = 'ad_spend'
        and order_line_key is not null
    group by store, ad_campaign_key, event_date, order_line_key
),

allocated as (
    select
        store,
        ad_campaign_key,
        spend_date,
        order_line_key,
        sum(allocated_amount_reporting) as ad_spend
    from {{ ref('fact_ad_spend_allocated') }}
    where order_line_key is not null
    group by store, ad_campaign_key, spend_date, order_line_key
)

select
    coalesce(booked.store, allocated.store) as store,
    coalesce(booked.ad_campaign_key, allocated.ad_campaign_key) as ad_campaign_key,
    coalesce(booked.event_date, allocated.spend_date) as spend_date,
    coalesce(booked.order_line_key, allocated.order_line_key) as order_line_key,
    booked.ad_spend as booked_spend,
    allocated.ad_spend as allocated_spend
from booked
full outer join allocated
    on booked.store = allocated.store
    and booked.ad_campaign_key = allocated.ad_campaign_key
    and booked.event_date = allocated.spend_date
    and booked.order_line_key = allocated.order_line_key
where coalesce(booked.ad_spend, 0) <> coalesce(allocated.ad_spend, 0)
