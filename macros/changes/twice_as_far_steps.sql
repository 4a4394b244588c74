{#- twice_as_far_steps(from_cte, into): where two of the steps of `from_cte` (store, sku, next_sku) lead, as the CTE `into`, each pair once.

    in:  A to B, B to C, C to C      out: A to C, B to C, C to C -#}
{% macro twice_as_far_steps(from_cte, into) -%}
{{ into }} as (
    select
        {{ from_cte }}.store,
        {{ from_cte }}.sku,
        onward.next_sku
    from {{ from_cte }}
    inner join {{ from_cte }} as onward
        on {{ from_cte }}.store = onward.store
        and {{ from_cte }}.next_sku = onward.sku
    group by {{ from_cte }}.store, {{ from_cte }}.sku, onward.next_sku
)
{%- endmacro %}
