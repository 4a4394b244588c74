{#- date_key(date): the key of a day in dim_date, an integer yyyymmdd.

    in:  2025-11-28      out: 20251128 -#}
{% macro date_key(date) -%}
    cast(
        extract(year from {{ date }}) * 10000
        + extract(month from {{ date }}) * 100
        + extract(day from {{ date }})
        as integer
    )
{%- endmacro %}


{#- days_between(first_date, last_date): days from the first date to the last one; negative when
    they are the other way round.

    in:  2025-02-27, 2025-03-01      out: 2 -#}
{% macro days_between(first_date, last_date) -%}
    cast(cast({{ last_date }} as date) - cast({{ first_date }} as date) as integer)
{%- endmacro %}


{#- date_plus_days(date, days): the day so many days later.

    in:  2025-02-27, 2      out: 2025-03-01 -#}
{% macro date_plus_days(date, days) -%}
    cast({{ dbt.dateadd('day', days, date) }} as date)
{%- endmacro %}


{#- calendar_steps(digits): the days of the calendar, 10,000 from the variable calendar_start on, as the CTEs day_numbers and days (date).

    digits: a CTE with the digits 0 to 9, of which neither engine makes rows of its own. -#}
{% macro calendar_steps(digits) -%}
day_numbers as (
    select
        thousands.digit * 1000 + hundreds.digit * 100 + tens.digit * 10 + ones.digit as day_number
    from {{ digits }} as thousands
    cross join {{ digits }} as hundreds
    cross join {{ digits }} as tens
    cross join {{ digits }} as ones
),

days as (
    select
        {{ date_plus_days(
            "cast('" ~ var('calendar_start') ~ "' as date)", 'day_numbers.day_number'
        ) }} as date
    from day_numbers
)
{%- endmacro %}


{#- far_future(): the end of a range that is open; no event lies behind it. -#}
{% macro far_future() -%}
    cast('9999-12-31' as date)
{%- endmacro %}


{#- far_past(): the begin of a range that is open; no event lies before it. -#}
{% macro far_past() -%}
    cast('0001-01-01' as date)
{%- endmacro %}


{#- fiscal_period_name(fiscal_year, fiscal_period): a period as people write it.

    in:  2026, 5      out: 2026-P05 -#}
{% macro fiscal_period_name(fiscal_year, fiscal_period) -%}
    cast({{ fiscal_year }} as {{ dbt.type_string() }}) || '-P'
    || case when {{ fiscal_period }} < 10 then '0' else '' end
    || cast({{ fiscal_period }} as {{ dbt.type_string() }})
{%- endmacro %}


{#- months_between(first_month, last_month): months from the month of the first date to that of the last one.

    in:  2025-12-01, 2026-02-01      out: 2 -#}
{% macro months_between(first_month, last_month) -%}
    cast(
        (extract(year from {{ last_month }}) - extract(year from {{ first_month }})) * 12
        + extract(month from {{ last_month }}) - extract(month from {{ first_month }})
        as integer
    )
{%- endmacro %}
