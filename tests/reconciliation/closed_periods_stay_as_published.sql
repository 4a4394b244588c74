{{ config(severity='warn') }}
-- Property: a build leaves the profit and loss of each closed period as it was published.
-- Who relies on it: whoever has signed a month.
-- A build that lands what came before a close and closes in one run is named, too: nobody read it.
-- What would go wrong silently: a sale counts on its own day whenever it lands, and so does
-- advertising. An order of a closed month that lands late, is edited, or is shipped after all, and
-- a day of advertising that its platform restates, change the month without a word.
{%- set fact = ref('fact_financial_performance') %}
{%- set is_compared = execute and books_are_kept() and existing(published(fact)) is not none %}
with

dates as (
    select * from {{ ref('dim_date') }}
),

told as (
    select
        built.store,
        built.date_key,
        built.reporting_currency,
        'built' as state,
        built.quantity,
        built.net_revenue,
        built.cogs,
        built.ad_spend,
        built.net_profit
    from {{ fact }} as built
    union all
    select
        former.store,
        former.date_key,
        former.reporting_currency,
        'published' as state,
        -former.quantity as quantity,
        -former.net_revenue as net_revenue,
        -former.cogs as cogs,
        -former.ad_spend as ad_spend,
        -former.net_profit as net_profit
    from {{ published(fact) if is_compared else fact }} as former
)

select
    told.store,
    dates.fiscal_period_name,
    told.reporting_currency,
    sum(told.quantity) as quantity_more,
    sum(told.net_revenue) as net_revenue_more,
    sum(told.cogs) as cogs_more,
    sum(told.ad_spend) as ad_spend_more,
    sum(told.net_profit) as net_profit_more
from told
inner join dates
    on told.date_key = dates.date_key
where {{ is_closed('dates.fiscal_period_ends_on') }}
    and {{ 'true' if is_compared else 'false' }}
group by told.store, dates.fiscal_period_name, told.reporting_currency
having sum(told.quantity) <> 0
    or sum(told.net_revenue) <> 0
    or sum(told.cogs) <> 0
    or sum(told.ad_spend) <> 0
    or sum(told.net_profit) <> 0
    -- An amount that cannot be stated in the reporting currency is none.
    or sum(case when told.state = 'built' and told.net_profit is null then 1 else 0 end)
    <> sum(case when told.state = 'published' and told.net_profit is null then 1 else 0 end)
