{#- order_code(number): the number of an order as two systems agree on it: without its number sign, in lower case.

    in:  '#1001', '1001'                out: '1001' twice
    in:  '114-2223334-5556667'          out: '114-2223334-5556667' -#}
{% macro order_code(number) -%}
    lower(replace({{ number }}, '#', ''))
{%- endmacro %}
