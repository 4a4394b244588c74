{#- items(kind, outcome): how many items of a kind ended so, of one row of fact_run_items.

    in:  'test', 'warned'      out: case when kind = 'test' and outcome = 'warned' then item_count else 0 end -#}
{% macro items(kind, outcome) -%}
    case when kind = '{{ kind }}' and outcome = '{{ outcome }}' then item_count else 0 end
{%- endmacro %}
