{#- int_divide(numerator, denominator): quotient of two bigints >= 0, rounded down; a zero
    denominator gives null.

    in:  7, 2      out: 3
    in:  7, 0      out: null

    `/` of two integers truncates on Redshift and makes a double on DuckDB, where whole division is
    `//`. -#}
{% macro int_divide(numerator, denominator) -%}
    {{ return(adapter.dispatch('int_divide', 'commerce_profit')(numerator, denominator)) }}
{%- endmacro %}

{% macro default__int_divide(numerator, denominator) -%}
    (cast({{ numerator }} as bigint) / nullif(cast({{ denominator }} as bigint), 0))
{%- endmacro %}

{% macro duckdb__int_divide(numerator, denominator) -%}
    (cast({{ numerator }} as bigint) // nullif(cast({{ denominator }} as bigint), 0))
{%- endmacro %}
