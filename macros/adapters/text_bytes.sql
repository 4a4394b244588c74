{#- byte_length(text): bytes that a text takes in UTF-8.

    in:  'a', 'é', '🎁'      out: 1, 2, 4 -#}
{% macro byte_length(text) -%}
    {{ return(adapter.dispatch('byte_length', 'commerce_profit')(text)) }}
{%- endmacro %}

{% macro default__byte_length(text) -%}
    cast(octet_length({{ text }}) as integer)
{%- endmacro %}

{% macro duckdb__byte_length(text) -%}
    cast(strlen({{ text }}) as integer)
{%- endmacro %}


{#- ascii_only(text), without_escapes(text): a text without its characters beyond ASCII; without the escapes of such bytes.

    in:  'gift 🎁', 'gift %f0%9f%8e%81'      out: 'gift ' twice

    Redshift replaces every match of a pattern, DuckDB the first one unless told otherwise. -#}
{% macro ascii_only(text) -%}
    {{ replaced_everywhere(text, '[^ -~]') }}
{%- endmacro %}

{% macro without_escapes(text) -%}
    {{ replaced_everywhere(text, '%[89a-f][0-9a-f]') }}
{%- endmacro %}

{% macro replaced_everywhere(text, pattern) -%}
    {{ return(adapter.dispatch('replaced_everywhere', 'commerce_profit')(text, pattern)) }}
{%- endmacro %}

{% macro default__replaced_everywhere(text, pattern) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '')
{%- endmacro %}

{% macro duckdb__replaced_everywhere(text, pattern) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '', 'g')
{%- endmacro %}
