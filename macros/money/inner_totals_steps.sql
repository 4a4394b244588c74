{#- inner_totals_steps(from_cte, contained, levels): how much of a total over several days its days and the totals within it
    say already, as CTEs; the last one is named told_by_inner_totals: period_key, spend, daily_spend, witnessed_spend.

    in:  half a year 600, its February 100, of which one day says 30
    out: February 30, half a year 30 + (100 - 30) = 100
    from_cte: period_key, spend, daily_spend. contained: outer_key and inner_key of every pair. Each level knows the totals
    within the totals of the level before it; totals nested deeper than `levels` are counted as if they were not nested. -#}
{% macro inner_totals_steps(from_cte, contained, levels) -%}
told_level_0 as (
    select
        {{ from_cte }}.period_key,
        {{ from_cte }}.spend,
        {{ from_cte }}.daily_spend,
        least({{ from_cte }}.spend, {{ from_cte }}.daily_spend) as witnessed_spend
    from {{ from_cte }}
),
{%- for level in range(1, levels + 1) %}
{%- set former = 'told_level_' ~ (level - 1) %}

{{ 'told_by_inner_totals' if level == levels else 'told_level_' ~ level }} as (
    select
        {{ from_cte }}.period_key,
        {{ from_cte }}.spend,
        {{ from_cte }}.daily_spend,
        least(
            {{ from_cte }}.spend,
            {{ money(
                from_cte ~ '.daily_spend + coalesce(sum(' ~ former ~ '.spend - ' ~ former ~ '.witnessed_spend), 0)'
            ) }}
        ) as witnessed_spend
    from {{ from_cte }}
    left join {{ contained }}
        on {{ from_cte }}.period_key = {{ contained }}.outer_key
    left join {{ former }}
        on {{ contained }}.inner_key = {{ former }}.period_key
    group by {{ from_cte }}.period_key, {{ from_cte }}.spend, {{ from_cte }}.daily_spend
){{ ',' if not loop.last }}
{%- endfor %}
{%- endmacro %}
