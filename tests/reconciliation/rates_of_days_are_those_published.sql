-- Property: every day's rate is the one that was published on its rate_date; a day of publication
-- has its rate, and so has every day after it until the rate is older than allowed.
-- Who relies on it: every amount in another currency than that of the profit and loss.
-- What would go wrong silently: a day without a rate leaves its amounts untranslated, and a rate
-- that nobody published translates them to another profit.
with

daily_rates as (
    select * from {{ ref('int_fx__daily_rates') }}
),

fx_rates as (
    select * from {{ ref('stg_reference__fx_rates') }}
),

followed as (
    select
        daily_rates.currency,
        daily_rates.valid_on,
        daily_rates.rate_date,
        lead(daily_rates.valid_on) over (
            partition by daily_rates.currency order by daily_rates.valid_on
        ) as next_day
    from daily_rates
)

select
    fx_rates.currency,
    fx_rates.rate_date as day,
    'published and not there' as problem
from fx_rates
left join daily_rates
    on fx_rates.currency = daily_rates.currency
    and fx_rates.rate_date = daily_rates.valid_on
    and fx_rates.rate_date = daily_rates.rate_date
where daily_rates.currency is null
union all
select
    daily_rates.currency,
    daily_rates.valid_on as day,
    'never published' as problem
from daily_rates
left join fx_rates
    on daily_rates.currency = fx_rates.currency
    and daily_rates.rate_date = fx_rates.rate_date
    and daily_rates.units_per_eur = fx_rates.units_per_eur
where fx_rates.currency is null
union all
select
    followed.currency,
    followed.valid_on as day,
    'the day after has no rate' as problem
from followed
-- A rate lasts for two digits of days at most.
where {{ days_between('followed.rate_date', 'followed.valid_on') }}
    < least({{ var('fx_max_age_days') }}, 99)
    and {{ days_between('followed.valid_on', 'coalesce(followed.next_day, ' ~ far_future() ~ ')') }}
    > 1
