-- Property: per store, the cohorts' orders, contribution and net profit, and those of each group of
-- the value report, are the fact's over the known customers who bought; each is in one cohort.
-- Who relies on it: whoever sets what a customer may cost by what a customer earns.
-- What would go wrong silently: a month without orders, a refund before the month's end or an order
-- that a join repeats would make customers look better or worse than they are.
with

buyers as (
    select
        store,
        customer_key,
        count(*) as orders
    from {{ ref('fact_customer_orders') }}
    where customer_key not in ('unknown', 'not_applicable')
    group by store, customer_key
),

money as (
    select
        store,
        customer_key,
        sum(cm3) as cm3,
        sum(net_profit) as net_profit,
        sum(case when net_profit is null then 1 else 0 end) as untranslated
    from {{ ref('fact_financial_performance') }}
    group by store, customer_key
),

fact as (
    select
        buyers.store,
        count(*) as customers,
        sum(buyers.orders) as orders,
        sum(money.cm3) as cm3,
        sum(money.net_profit) as net_profit
    from buyers
    inner join money
        on buyers.store = money.store
        and buyers.customer_key = money.customer_key
    group by buyers.store
    having sum(money.untranslated) = 0
),

told as (
    select
        store,
        'cohorts' as report,
        sum(case when months_since = 0 then cohort_customers else 0 end) as customers,
        sum(orders) as orders,
        sum(cm3) as cm3,
        sum(net_profit) as net_profit
    from {{ ref('rpt_customer_cohorts') }}
    group by store
    union all
    select
        store,
        value_group as report,
        sum(customers) as customers,
        sum(orders) as orders,
        sum(cm3) as cm3,
        sum(net_profit) as net_profit
    from {{ ref('rpt_customer_lifetime_value') }}
    group by store, value_group
),

reports as (
    select 'cohorts' as report
    union all
    select 'all' as report
    union all
    select 'cohort' as report
    union all
    select 'channel' as report
    union all
    select 'segment' as report
)

select
    fact.store,
    reports.report,
    fact.orders,
    told.orders as told_orders,
    fact.cm3,
    told.cm3 as told_cm3
from fact
cross join reports
left join told
    on fact.store = told.store
    and reports.report = told.report
where fact.customers <> coalesce(told.customers, 0)
    or fact.orders <> coalesce(told.orders, 0)
    or fact.cm3 <> coalesce(told.cm3, 0)
    or fact.net_profit <> coalesce(told.net_profit, 0)
