{#- is_closed(date): whether a day lies in a closed period, see the variable closed_through.

    closed_through: 2025-03-31      in: 2025-03-31      out: true
    closed_through: null            in: any day         out: false -#}
{% macro is_closed(date) -%}
    {%- if var('closed_through') is none -%}
        false
    {%- else -%}
        {{ date }} <= cast('{{ var("closed_through") }}' as date)
    {%- endif -%}
{%- endmacro %}


{#- first_open_day(): the day after the last closed one, on which what came too late for its own day is booked. -#}
{% macro first_open_day() -%}
    {%- if var('closed_through') is none -%}
        cast(null as date)
    {%- else -%}
        {{ date_plus_days("cast('" ~ var('closed_through') ~ "' as date)", 1) }}
    {%- endif -%}
{%- endmacro %}
