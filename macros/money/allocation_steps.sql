{#- allocation_steps(from_cte, total, weight, partition_by, order_by, result, into): the two steps that allocate() needs, as
    CTEs; the last one is named `into` and has every column of `from_cte` plus `result` (bigint).

    in:  total 100, weights 1 1 1       out: 34 33 33  (the rest goes to the largest remainder, ties by order_by)
    in:  any total, weights 0 0         out: null null (the caller keeps the total in a row of its own) -#}
{% macro allocation_steps(from_cte, total, weight, partition_by, order_by, result, into='allocated') -%}
{{ into }}_floors as (
    select
        {{ from_cte }}.*,
        {{ allocation_floor(total, weight, partition_by) }} as {{ into }}_floor,
        {{ allocation_remainder(total, weight, partition_by) }} as {{ into }}_remainder
    from {{ from_cte }}
),

{{ into }} as (
    select
        {{ into }}_floors.*,
        {{ allocate(total, into ~ '_floor', into ~ '_remainder', partition_by, order_by) }} as {{ result }}
    from {{ into }}_floors
)
{%- endmacro %}


{#- line_share_steps(from_cte, into, measures, columns, alone): amounts of an order line and month shared over the promotions of the
    line by share_weight, as CTEs; the last one is named `into` and has `columns` and the measures.

    alone: the rows that are the only one of their line and month, which keep their amounts whole. Most lines are such, so that
    few rows are sorted. -#}
{% macro line_share_steps(from_cte, into, measures, columns, alone) -%}
several as (
    select
        {{ from_cte }}.*
        {%- for measure in measures %},
        {{ ten_thousandths(from_cte ~ '.' ~ measure) }} as {{ measure }}_units
        {%- endfor %}
    from {{ from_cte }}
    where not ({{ alone }})
),
{%- for measure in measures %}

{{ allocation_steps(
    from_cte='several' if loop.first else loop.previtem ~ '_shared', total=measure ~ '_units', weight='share_weight',
    partition_by='order_line_key, month, reporting_currency', order_by='promotion_key',
    result=measure ~ '_share', into=measure ~ '_shared'
) }},
{%- endfor %}
{%- set shared = measures[-1] ~ '_shared' %}

{{ into }} as (
    select
        {%- for column in columns %}
        {{ shared }}.{{ column }},
        {%- endfor %}
        {%- for measure in measures %}
        {{ from_ten_thousandths(shared ~ '.' ~ measure ~ '_share') }} as {{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ shared }}
    union all
    select
        {%- for column in columns %}
        {{ from_cte }}.{{ column }},
        {%- endfor %}
        {%- for measure in measures %}
        {{ from_cte }}.{{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ from_cte }}
    where {{ alone }}
)
{%- endmacro %}
