{#- closed_through(): the last closed day as text, none where no period is closed. What is no day ends the build with a sentence. -#}
{% macro closed_through() -%}
    {%- set told = var('closed_through') -%}
    {%- if told is none -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set parts = modules.re.match('^([12][0-9]{3})-(0[1-9]|1[0-2])-([0-9]{2})$', told | string) -%}
    {%- if parts -%}
        {%- set year, month, day = parts.group(1) | int, parts.group(2) | int, parts.group(3) | int -%}
        {%- set next_month = modules.datetime.date(year + month // 12, month % 12 + 1, 1) -%}
        {%- if 1 <= day <= (next_month - modules.datetime.timedelta(days=1)).day -%}
            {{ return(told | string) }}
        {%- endif -%}
    {%- endif -%}
    {{ exceptions.raise_compiler_error(
        "The variable closed_through is '" ~ told ~ "': it must be the last closed day, such as 2025-03-31."
    ) }}
{%- endmacro %}


{#- is_closed(date): whether a day lies in a closed period, see the variable closed_through.

    closed_through: 2025-03-31      in: 2025-03-31      out: true
    closed_through: null            in: any day         out: false -#}
{% macro is_closed(date) -%}
    {%- if closed_through() is none -%}
        false
    {%- else -%}
        {{ date }} <= cast('{{ closed_through() }}' as date)
    {%- endif -%}
{%- endmacro %}


{#- first_open_day(): the day after the last closed one, on which what came too late for its own day is booked. -#}
{% macro first_open_day() -%}
    {%- if closed_through() is none -%}
        cast(null as date)
    {%- else -%}
        {{ date_plus_days("cast('" ~ closed_through() ~ "' as date)", 1) }}
    {%- endif -%}
{%- endmacro %}


{#- close_period_steps(from_cte, into): a CTE with the two kinds of period that each day of dim_date is in, as (date_key,
    period_kind, period_name, period_start, period_end). Whoever reads the close chooses one kind.

    in:  2026-05-04      out: (fiscal_period, 2026-P05, ...), (calendar_month, 2026-05, 2026-05-01, 2026-05-31) -#}
{% macro close_period_steps(from_cte, into) -%}
{{ into }} as (
    select
        {{ from_cte }}.date_key,
        'fiscal_period' as period_kind,
        {{ from_cte }}.fiscal_period_name as period_name,
        {{ from_cte }}.fiscal_period_starts_on as period_start,
        {{ from_cte }}.fiscal_period_ends_on as period_end
    from {{ from_cte }}
    union all
    select
        {{ from_cte }}.date_key,
        'calendar_month' as period_kind,
        substring(cast({{ from_cte }}.month as {{ dbt.type_string() }}), 1, 7) as period_name,
        {{ from_cte }}.month as period_start,
        {{ last_day_of_month(from_cte ~ '.month') }} as period_end
    from {{ from_cte }}
)
{%- endmacro %}


{#- close_cells(relation): the cells of the close that a relation knows: store, period, channel and currency, without lines. -#}
{% macro close_cells(relation) -%}
    select
        {{ relation }}.store,
        {{ relation }}.period_kind,
        {{ relation }}.period_name,
        {{ relation }}.period_start,
        {{ relation }}.period_end,
        {{ relation }}.channel_key,
        {{ relation }}.reporting_currency
    from {{ relation }}
{%- endmacro %}
