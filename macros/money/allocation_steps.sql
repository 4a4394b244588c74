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


{#- line_share_steps(from_cte, total, result, into): an amount of an order line and month shared over the promotions of the
    line by share_weight. -#}
{% macro line_share_steps(from_cte, total, result, into) -%}
{{ allocation_steps(
    from_cte=from_cte, total=total, weight='share_weight',
    partition_by='order_line_key, month, reporting_currency', order_by='promotion_key', result=result, into=into
) }}
{%- endmacro %}
