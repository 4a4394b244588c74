{#- fiscal_month_number(date): the calendar month of a day, numbered through all fiscal years: 12 a year, from `fiscal_year_start_month` on;
    a year has the number of the calendar year in which it ends.

    fiscal_year_start_month: 7      in: 2025-07-01      out: 24313, the first month after 2025 * 12 + 12 -#}
{% macro fiscal_month_number(date) -%}
    {%- set start_month = var('fiscal_year_start_month') | int -%}
    cast(
        extract(year from {{ date }}) * 12 + extract(month from {{ date }})
        + {{ 13 - start_month if start_month > 1 else 0 }}
        as integer
    )
{%- endmacro %}


{#- fiscal_year_of_month(number): the fiscal year of a month that fiscal_month_number numbers.

    in:  24312      out: 2025
    in:  24313      out: 2026 -#}
{% macro fiscal_year_of_month(number) -%}
    cast({{ int_divide('(' ~ number ~ ' - 1)', 12) }} as integer)
{%- endmacro %}


{#- fiscal_months_steps(days, fiscal_periods): the calendar month in which each day is that the seed does not cover, as the CTEs seed_span, months,
    numbered and fiscal_months (date, month, period_number, month_starts_on, month_ends_on).

    days: a CTE of days (date); fiscal_periods: a CTE of the seed, maybe without rows.

    seed: 2025-P01 from 2025-01-05 on      in: 2025-01-02      out: 2024-P12, 2024-12-01 to 2025-01-04 -#}
{% macro fiscal_months_steps(days, fiscal_periods) -%}
seed_span as (
    -- A thirteenth period ends with the twelfth month. Some brands number a year by its beginning:
    -- their years are ahead of the calendar's, or behind, by whole ones.
    select
        min(periods.starts_on) as first_day,
        max(periods.ends_on) as last_day,
        min(periods.fiscal_year * 12 + least(periods.fiscal_period, 12)) - 1 as number_before,
        max(periods.fiscal_year * 12 + least(periods.fiscal_period, 12)) + 1 as number_after,
        12 * coalesce(
            max(periods.fiscal_year - {{ fiscal_year_of_month(
                fiscal_month_number(date_plus_days('periods.starts_on', 14))
            ) }}),
            0
        ) as months_ahead
    from {{ fiscal_periods }} as periods
),

months as (
    select
        days.date,
        cast({{ dbt.date_trunc('month', 'days.date') }} as date) as month,
        {{ last_day_of_month('days.date') }} as last_day_of_month,
        {{ fiscal_month_number('days.date') }} + seed_span.months_ahead as month_number,
        seed_span.first_day,
        seed_span.last_day,
        seed_span.number_before,
        seed_span.number_after
    from {{ days }} as days
    cross join seed_span
),

numbered as (
    -- Days at a seam whose month has a number that the seed has given are of the nearest free month.
    select
        months.*,
        case
            when months.date < months.first_day
                then least(months.month_number, months.number_before)
            when months.date > months.last_day
                then greatest(months.month_number, months.number_after)
            else months.month_number
        end as period_number
    from months
),

fiscal_months as (
    -- No month has a day that the seed covers.
    select
        numbered.date,
        numbered.month,
        numbered.period_number,
        case
            when numbered.date > numbered.last_day
                and (
                    numbered.period_number = numbered.number_after
                    or numbered.month <= numbered.last_day
                )
                then {{ date_plus_days('numbered.last_day', 1) }}
            else cast({{ dbt.dateadd(
                'month', 'numbered.period_number - numbered.month_number', 'numbered.month'
            ) }} as date)
        end as month_starts_on,
        case
            when numbered.date < numbered.first_day
                and (
                    numbered.period_number = numbered.number_before
                    or numbered.last_day_of_month >= numbered.first_day
                )
                then {{ date_plus_days('numbered.first_day', -1) }}
            else {{ last_day_of_month(dbt.dateadd(
                'month', 'numbered.period_number - numbered.month_number', 'numbered.month'
            )) }}
        end as month_ends_on
    from numbered
)
{%- endmacro %}
