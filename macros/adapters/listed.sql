{#- listed(expression, separator, order_by): the texts of a group one after the other.

    in:  'Email' at 1, 'Direct' at 2, the literal ' > '      out: 'Email > Direct'

    Blank texts are left out, as Redshift does and DuckDB does not. -#}
{% macro listed(expression, separator, order_by) -%}
    {{ dbt.listagg("nullif(" ~ expression ~ ", '')", separator, 'order by ' ~ order_by) }}
{%- endmacro %}
