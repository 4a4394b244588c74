-- Property: per store and month, the segments add up to the profit of the fact, the promotions to
-- the net revenue and the contribution of its order lines.
-- Who relies on it: two people who read two reports in one meeting.
-- What would go wrong silently: a customer or promotion that a join loses would make the brand look
-- smaller.
with

fact as (
    select
        performance.store,
        dates.month,
        sum(performance.net_profit) as net_profit,
        sum(
            case when performance.order_line_key is not null then performance.net_revenue else 0 end
        ) as line_revenue,
        sum(case when performance.order_line_key is not null then performance.cm3 else 0 end)
            as line_cm3
    from {{ ref('fact_financial_performance') }} as performance
    inner join {{ ref('dim_date') }} as dates
        on performance.date_key = dates.date_key
    group by performance.store, dates.month
    having count(*) = count(performance.net_profit)
),

segments as (
    select
        store,
        month,
        sum(net_profit) as net_profit
    from {{ ref('rpt_segment_profitability') }}
    group by store, month
),

promotions as (
    select
        store,
        month,
        sum(net_revenue) as net_revenue,
        sum(cm3) as cm3
    from {{ ref('rpt_promotion_performance') }}
    group by store, month
)

select
    fact.store,
    fact.month,
    fact.net_profit,
    segments.net_profit as by_segment,
    fact.line_revenue,
    promotions.net_revenue as by_promotion,
    fact.line_cm3,
    promotions.cm3 as cm3_by_promotion
from fact
left join segments
    on fact.store = segments.store
    and fact.month = segments.month
left join promotions
    on fact.store = promotions.store
    and fact.month = promotions.month
where coalesce(fact.net_profit, 0) <> coalesce(segments.net_profit, 0)
    or coalesce(fact.line_revenue, 0) <> coalesce(promotions.net_revenue, 0)
    or coalesce(fact.line_cm3, 0) <> coalesce(promotions.cm3, 0)
