with

currencies_landed as (
    select * from {{ ref('int_fx__currencies_landed') }}
),

fx_rates as (
    select * from {{ ref('stg_reference__fx_rates') }}
),

landed as (
    select
        count(distinct currencies_landed.currency) as currency_count,
        min(currencies_landed.currency) as first_currency
    from currencies_landed
),

rates as (
    select count(*) as rate_count
    from fx_rates
),

final as (
    -- One currency and no rates: there is nothing to translate, so that currency is what the profit
    -- is stated in.
    select
        case
            when landed.currency_count = 1 and rates.rate_count = 0 then landed.first_currency
            else cast('{{ var("reporting_currency") }}' as {{ dbt.type_string() }})
        end as reporting_currency,
        landed.currency_count,
        rates.rate_count > 0 as has_fx_rates
    from landed
    cross join rates
)

select * from final
