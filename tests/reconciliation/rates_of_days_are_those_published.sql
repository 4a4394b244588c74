-- Property: every day's rate is the one that was published on its rate_date; a day of publication
-- has its rate, and so has every day after it until the rate is older than allowed. A day of a
-- closed period has no rate that landed after the close, unless no other is there.
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

fx_rates_versions as (
    select * from {{ ref('stg_reference__fx_rates_versions') }}
),

fiscal_periods as (
    select * from {{ ref('stg_reference__fiscal_periods') }}
),

closings as (
    select
        fiscal_periods.starts_on,
        fiscal_periods.ends_on,
        fiscal_periods.closed_at
    from fiscal_periods
    where {{ is_closed('fiscal_periods.ends_on') }}
        and fiscal_periods.closed_at is not null
        and {{ books_are_kept() }}
),

landings as (
    select
        fx_rates_versions.currency,
        fx_rates_versions.rate_date,
        min(fx_rates_versions.loaded_at) as first_landed_at
    from fx_rates_versions
    group by fx_rates_versions.currency, fx_rates_versions.rate_date
),

late as (
    -- The quotes of closed days that no book knew when it was closed.
    select
        landings.currency,
        landings.rate_date
    from landings
    inner join closings
        on landings.rate_date >= closings.starts_on
        and landings.rate_date <= closings.ends_on
        and landings.first_landed_at > closings.closed_at
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
left join late
    on fx_rates.currency = late.currency
    and fx_rates.rate_date = late.rate_date
where daily_rates.currency is null
    and late.currency is null
union all
select
    daily_rates.currency,
    daily_rates.valid_on as day,
    'never published' as problem
from daily_rates
left join fx_rates_versions
    on daily_rates.currency = fx_rates_versions.currency
    and daily_rates.rate_date = fx_rates_versions.rate_date
    and daily_rates.units_per_eur = fx_rates_versions.units_per_eur
where fx_rates_versions.currency is null
union all
select
    daily_rates.currency,
    daily_rates.valid_on as day,
    'not the newest quote of an open day' as problem
from daily_rates
left join closings
    on daily_rates.valid_on >= closings.starts_on
    and daily_rates.valid_on <= closings.ends_on
left join fx_rates
    on daily_rates.currency = fx_rates.currency
    and daily_rates.rate_date = fx_rates.rate_date
    and daily_rates.units_per_eur = fx_rates.units_per_eur
where closings.ends_on is null
    and fx_rates.currency is null
union all
select
    daily_rates.currency,
    daily_rates.valid_on as day,
    'a quote that landed after the close in place of one that was there' as problem
from daily_rates
inner join closings
    on daily_rates.valid_on >= closings.starts_on
    and daily_rates.valid_on <= closings.ends_on
inner join fx_rates_versions
    on daily_rates.currency = fx_rates_versions.currency
    and daily_rates.rate_date = fx_rates_versions.rate_date
inner join landings
    on daily_rates.currency = landings.currency
    and daily_rates.rate_date = landings.rate_date
where landings.first_landed_at <= closings.closed_at
group by daily_rates.currency, daily_rates.valid_on
having max(
        case
            when fx_rates_versions.units_per_eur = daily_rates.units_per_eur
                and fx_rates_versions.loaded_at <= closings.closed_at
                then 1
            else 0
        end
    ) = 0
union all
select
    daily_rates.currency,
    daily_rates.valid_on as day,
    'landed after the close though an older rate was there' as problem
from daily_rates
inner join closings
    on daily_rates.valid_on >= closings.starts_on
    and daily_rates.valid_on <= closings.ends_on
inner join landings as chosen
    on daily_rates.currency = chosen.currency
    and daily_rates.rate_date = chosen.rate_date
    and closings.closed_at < chosen.first_landed_at
inner join landings as older
    on daily_rates.currency = older.currency
    and closings.closed_at >= older.first_landed_at
    and daily_rates.valid_on >= older.rate_date
    and {{ days_between('older.rate_date', 'daily_rates.valid_on') }}
    <= least({{ var('fx_max_age_days') }}, 99)
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
