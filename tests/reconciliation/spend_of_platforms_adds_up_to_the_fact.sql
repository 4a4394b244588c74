-- Property: per store and month, the spend of all platforms in rpt_platform_claims is the
-- advertising of the fact, where all of it is known, and so is the row `All`.
-- Who relies on it: the return and the cost per new customer of a platform, and the blended ones.
-- What would go wrong silently: spend that no export names the campaign of would be missing from
-- its platform, which then looks cheaper than it is.
with

booked as (
    select
        fact.store,
        dates.month,
        {{ sum_if_known('fact.ad_spend') }} as ad_spend
    from {{ ref('fact_financial_performance') }} as fact
    inner join {{ ref('dim_date') }} as dates
        on fact.date_key = dates.date_key
    group by fact.store, dates.month
),

told as (
    select
        store,
        month,
        sum(case when platform = 'All' then 0 else ad_spend end) as platform_spend,
        sum(case when platform = 'All' then ad_spend else 0 end) as blended_spend
    from {{ ref('rpt_platform_claims') }}
    group by store, month
)

select
    booked.store,
    booked.month,
    booked.ad_spend,
    told.platform_spend,
    told.blended_spend
from booked
left join told
    on booked.store = told.store
    and booked.month = told.month
where booked.ad_spend <> coalesce(told.platform_spend, 0)
    or booked.ad_spend <> coalesce(told.blended_spend, 0)
