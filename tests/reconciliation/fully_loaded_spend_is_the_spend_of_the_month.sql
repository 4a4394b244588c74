-- Property: the fully loaded amounts of a platform's month add up to the month's spend, in each
-- account's currency.
-- Who relies on it: cost per order and per customer that hold all advertising.
-- What would go wrong silently: the second pass would count unattributed spend twice, or drop it
-- where a month has no attributed order.
select
    store,
    platform,
    currency,
    cast({{ dbt.date_trunc('month', 'spend_date') }} as date) as month,
    sum(allocated_amount) as spend,
    sum(fully_loaded_amount) as fully_loaded_spend
from {{ ref('fact_ad_spend_allocated') }}
group by store, platform, currency, cast({{ dbt.date_trunc('month', 'spend_date') }} as date)
having sum(allocated_amount) <> sum(fully_loaded_amount)
