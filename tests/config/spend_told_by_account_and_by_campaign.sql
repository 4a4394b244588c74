-- Property: no day of an account's advertising is told by campaign in one export and without
-- campaigns in another.
-- Who relies on it: whoever exports the account beside its campaigns: nothing says that it is the
-- same money, so that both count.
-- What would go wrong silently: the day would cost twice what it did.
{{ config(severity='warn') }}
select
    store,
    platform,
    currency,
    spend_date,
    sum(case when campaign_key = 'unknown' then spend - witnessed_spend else 0 end)
        as spend_without_campaign,
    sum(case when campaign_key = 'unknown' then 0 else spend - witnessed_spend end)
        as spend_by_campaign
from {{ ref('int_ads__spend') }}
where not is_restated
group by store, platform, currency, spend_date
having sum(case when campaign_key = 'unknown' then spend - witnessed_spend else 0 end) <> 0
    and sum(case when campaign_key = 'unknown' then 0 else spend - witnessed_spend end) <> 0
