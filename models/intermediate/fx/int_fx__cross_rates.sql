with

daily_rates as (
    select * from {{ ref('int_fx__daily_rates') }}
),

reporting_currency as (
    select * from {{ ref('int_fx__reporting_currency') }}
),

final as (
    -- Kept as two quotes against the euro, never as their quotient: the quotient would have to be
    -- rounded.
    select
        from_rates.currency,
        from_rates.valid_on,
        from_rates.rate_date,
        from_rates.units_per_eur as from_units_per_eur,
        to_rates.units_per_eur as to_units_per_eur
    from daily_rates as from_rates
    cross join reporting_currency
    inner join daily_rates as to_rates
        on reporting_currency.reporting_currency = to_rates.currency
        and from_rates.valid_on = to_rates.valid_on
)

select * from final
