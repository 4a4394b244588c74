{#- normalized_code(expression): a vendor's code in lower case, ASCII letters and digits only, so
    that two spellings of one code meet.

    in:  'FBA transportation fee', 'FBATransportationFee'      out: 'fbatransportationfee' twice
    in:  'Order_Retrocharge', '*', null                        out: 'orderretrocharge', '', null

    Redshift replaces every match of a pattern, DuckDB the first one unless told otherwise. -#}
{% macro normalized_code(expression) -%}
    {{ return(adapter.dispatch('normalized_code', 'commerce_profit')(expression)) }}
{%- endmacro %}

{% macro default__normalized_code(expression) -%}
    regexp_replace(lower({{ expression }}), '[^a-z0-9]', '')
{%- endmacro %}

{% macro duckdb__normalized_code(expression) -%}
    regexp_replace(lower({{ expression }}), '[^a-z0-9]', '', 'g')
{%- endmacro %}
