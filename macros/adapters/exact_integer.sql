{#- The widest exact integer of the engine: 38 digits on both. It lives inside expressions only; no
    column of a model has this type, because Redshift knows no HUGEINT and DuckDB's decimals
    overflow on the way. -#}
{% macro type_exact_integer() -%}
    {{ return(adapter.dispatch('type_exact_integer', 'commerce_profit')()) }}
{%- endmacro %}

{% macro default__type_exact_integer() -%}
    numeric(38, 0)
{%- endmacro %}

{% macro duckdb__type_exact_integer() -%}
    hugeint
{%- endmacro %}


{#- exact_integer(expression): the expression as such an integer.

    in:  10000      out: cast(10000 as numeric(38, 0)), or as hugeint -#}
{% macro exact_integer(expression) -%}
    cast({{ expression }} as {{ type_exact_integer() }})
{%- endmacro %}


{#- exact_floor(numerator, denominator): quotient of two exact integers, rounded down; numerator >=
    0, denominator > 0.

    in:  29, 10      out: 2

    Redshift divides numerics to a scale of its own choice and may round up; taking the remainder
    off first leaves a division without a fraction. -#}
{% macro exact_floor(numerator, denominator) -%}
    {{ return(adapter.dispatch('exact_floor', 'commerce_profit')(numerator, denominator)) }}
{%- endmacro %}

{% macro default__exact_floor(numerator, denominator) -%}
    cast(
        round(
            (({{ numerator }}) - mod({{ numerator }}, {{ denominator }})) / ({{ denominator }}), 0
        )
        as numeric(38, 0)
    )
{%- endmacro %}

{% macro duckdb__exact_floor(numerator, denominator) -%}
    (({{ numerator }}) // ({{ denominator }}))
{%- endmacro %}


{#- scaled_integer(expression, places): the digits of a decimal as an exact integer, that is
    expression * 10^places.

    in:  12.5, 4      out: 125000

    More decimals than `places` are rounded half away from zero. The product itself has 38 digits:
    with 12 places the expression stays below 10^13, with 8 places below 10^21. -#}
{% macro scaled_integer(expression, places) -%}
    cast(
        round(
            cast(
                cast(round({{ expression }}, {{ places }}) as numeric(38, {{ places }}))
                * cast({{ 10 ** places }} as numeric({{ places + 1 }}, 0))
                as numeric(38, {{ places }})
            ),
            0
        )
        as {{ type_exact_integer() }}
    )
{%- endmacro %}


{#- decimal_from_integer(expression, places, precision): the reverse of scaled_integer, as
    numeric(precision, places).

    in:  125000, 4      out: 12.5000

    A product with 0.0001 and not a quotient: DuckDB divides decimals as doubles. -#}
{% macro decimal_from_integer(expression, places, precision=18) -%}
    cast(
        cast({{ expression }} as numeric({{ 38 - places }}, 0))
        {%- if places > 0 %}
        * cast(0.{{ '0' * (places - 1) }}1 as numeric({{ places }}, {{ places }}))
        {%- endif %}
        as numeric({{ precision }}, {{ places }})
    )
{%- endmacro %}
