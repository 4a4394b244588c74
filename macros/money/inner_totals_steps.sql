{#- inner_totals_steps(from_cte, levels, into): how much of a total over several days its days and the totals within it say
    already, as CTEs; the last one is named `into`: period_key, spend, witnessed_spend.

    in:  half a year 600, its February 100, of which one day says 30
    out: February 30, half a year 30 + (100 - 30) = 100
    from_cte: period_key, spend, daily_spend and inner_key, a row for each total within it and one without any. Each level knows
    the totals within the totals of the level before it; those nested deeper than `levels` are counted as if they were not. -#}
{% macro inner_totals_steps(from_cte, levels, into) -%}
{{ into }}_level_0 as (
    select
        {{ from_cte }}.period_key,
        {{ from_cte }}.spend,
        {{ told_of_total(from_cte ~ '.spend', from_cte ~ '.daily_spend') }} as witnessed_spend
    from {{ from_cte }}
    group by {{ from_cte }}.period_key, {{ from_cte }}.spend, {{ from_cte }}.daily_spend
),
{%- for level in range(1, levels + 1) %}
{%- set former = into ~ '_level_' ~ (level - 1) %}

{{ into if level == levels else into ~ '_level_' ~ level }} as (
    select
        {{ from_cte }}.period_key,
        {{ from_cte }}.spend,
        {{ told_of_total(
            from_cte ~ '.spend',
            money(
                from_cte ~ '.daily_spend + coalesce(sum(' ~ former ~ '.spend - ' ~ former ~ '.witnessed_spend), 0)'
            )
        ) }} as witnessed_spend
    from {{ from_cte }}
    left join {{ former }}
        on {{ from_cte }}.inner_key = {{ former }}.period_key
    group by {{ from_cte }}.period_key, {{ from_cte }}.spend, {{ from_cte }}.daily_spend
){{ ',' if not loop.last }}
{%- endfor %}
{%- endmacro %}


{#- told_of_total(spend, told): how much of a total is told already: no more than the total, and of one that gives back no more than that.

    in:  10, 12      out: 10
    in:  -5, 0       out: 0 -#}
{% macro told_of_total(spend, told) -%}
    case
        when {{ spend }} < 0 then greatest({{ spend }}, {{ told }})
        else least({{ spend }}, {{ told }})
    end
{%- endmacro %}
