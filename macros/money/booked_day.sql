{#- booked_day(own_day, known_day): the day on which an amount counts that belongs to an earlier day than the one
    on which it became known. Its own day, unless the books of that day were closed before it was known: then
    the first open one.

    closed_through: 2025-03-31      in: 2025-02-28, 2025-04-10      out: 2025-04-01
    closed_through: 2025-03-31      in: 2025-02-28, 2025-03-10      out: 2025-02-28
    closed_through: null            in: 2025-02-28, 2025-04-10      out: 2025-02-28 -#}
{% macro booked_day(own_day, known_day) -%}
    case
        when {{ is_closed(own_day) }} and not ({{ is_closed(known_day) }}) then {{ first_open_day() }}
        else {{ own_day }}
    end
{%- endmacro %}


{#- last_day_of_month(day): the last day of the month that a day lies in.

    in:  2024-02-01      out: 2024-02-29 -#}
{% macro last_day_of_month(day) -%}
    {{ date_plus_days(
        dbt.dateadd('month', 1, 'cast(' ~ dbt.date_trunc('month', day) ~ ' as date)'), -1
    ) }}
{%- endmacro %}


{#- month_before(day): the first day of the month before the one that a day lies in.

    in:  2025-01-10      out: 2024-12-01 -#}
{% macro month_before(day) -%}
    cast({{ dbt.dateadd('month', -1, 'cast(' ~ dbt.date_trunc('month', day) ~ ' as date)') }} as date)
{%- endmacro %}
