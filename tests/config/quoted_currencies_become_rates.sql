-- Property: every rate that a day of the European Central Bank's table holds becomes a row of
-- stg_reference__fx_rates, plus one for the euro.
-- Who relies on it: the conversion of every amount that is not in the reporting currency.
-- What would go wrong silently: a currency missing from the seed or from the case expression has no
-- rate, and its amounts stay out of the profit and loss.
{%- set quoted = [
    'usd', 'jpy', 'bgn', 'cyp', 'czk', 'dkk', 'eek', 'gbp', 'huf', 'ltl', 'lvl', 'mtl',
    'pln', 'rol', 'ron', 'sek', 'sit', 'skk', 'chf', 'isk', 'nok', 'hrk', 'rub', 'trl',
    'try_', 'aud', 'brl', 'cad', 'cny', 'hkd', 'idr', 'ils', 'inr', 'krw', 'mxn', 'myr',
    'nzd', 'php', 'sgd', 'thb', 'zar'
] %}
with

fx as (
    select * from {{ ref('stg_reference__fx') }}
),

fx_rates as (
    select * from {{ ref('stg_reference__fx_rates') }}
),

quoted_per_day as (
    select
        fx.store,
        fx.rate_date,
        1
        {%- for column in quoted %}
        + case when fx.{{ column }} is null then 0 else 1 end
        {%- endfor %} as currency_count
    from fx
    where fx.record_type = 'data'
),

rates_per_day as (
    select
        fx_rates.store,
        fx_rates.rate_date,
        count(*) as currency_count
    from fx_rates
    group by fx_rates.store, fx_rates.rate_date
)

select
    quoted_per_day.store,
    quoted_per_day.rate_date,
    quoted_per_day.currency_count as quoted_currencies,
    rates_per_day.currency_count as rate_rows
from quoted_per_day
left join rates_per_day
    on quoted_per_day.store = rates_per_day.store
    and quoted_per_day.rate_date = rates_per_day.rate_date
where coalesce(rates_per_day.currency_count, 0) <> quoted_per_day.currency_count
