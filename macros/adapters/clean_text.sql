{#- clean_text(expression): text without blanks at either end; an empty text becomes null.

    in:  ' MUG-01 '      out: 'MUG-01'
    in:  '   ', ''       out: null, null

    Redshift holds 'a' and 'a ' for equal and DuckDB does not: after this macro both engines join
    alike. -#}
{% macro clean_text(expression) -%}
    nullif(trim({{ expression }}), '')
{%- endmacro %}
