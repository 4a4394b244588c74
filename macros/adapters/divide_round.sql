{#- divide_round(numerator, denominator, scale): the quotient of two decimals, exact, rounded half
    away from zero to `scale` places, as numeric(18, scale). Null when a side is null or the
    denominator is 0.

    in:  1, 8, 2           out: 0.13      (0.125 lies on the tie and moves away from zero)
    in:  -1, 8, 2          out: -0.13
    in:  2, 3, 4           out: 0.6667

    The numerator counts with 12 decimals and stays below 10^13, the denominator with 8 decimals;
    scale is 0 to 8. DuckDB divides decimals as doubles and Redshift cuts the scale of a quotient,
    so both work on whole numbers. -#}
{% macro divide_round(numerator, denominator, scale) -%}
    {{ quotient_rounded(
        scaled_integer(numerator, 12) ~ ' * ' ~ exact_integer(10 ** scale),
        scaled_integer(denominator, 8) ~ ' * ' ~ exact_integer(10000),
        scale
    ) }}
{%- endmacro %}


{#- convert_amount(amount, rate_to, rate_from): an amount in another currency by the cross rate
    through the euro, amount * rate_to / rate_from, exact, rounded half away from zero to 4 places,
    as numeric(18,4).

    in:  100.00 CAD, 1.0892 (USD per EUR), 1.4695 (CAD per EUR)      out: 74.1204
    in:  1.0000, 1, 8                                                out: 0.1250

    Amounts count with 4 decimals, rates with 8. DuckDB types numeric(18,4) * numeric(18,8) as
    numeric(18,12), which overflows at a million: never write this product in a model. -#}
{% macro convert_amount(amount, rate_to, rate_from) -%}
    {{ quotient_rounded(
        scaled_integer(amount, 4) ~ ' * ' ~ scaled_integer(rate_to, 8),
        scaled_integer(rate_from, 8),
        4
    ) }}
{%- endmacro %}


{#- quotient_rounded(numerator, denominator, scale): the part that both macros above share. Takes
    exact integers whose quotient is the result times 10^scale and rounds it half away from zero:
    floor((2 |n| + |d|) / (2 |d|)), signed. -#}
{% macro quotient_rounded(numerator, denominator, scale) -%}
    {%- set divisor = 'nullif(abs(' ~ denominator ~ '), 0)' -%}
    {%- set magnitude = exact_floor(
        '(2 * abs(' ~ numerator ~ ') + ' ~ divisor ~ ')', '(2 * ' ~ divisor ~ ')'
    ) -%}
    {{ decimal_from_integer(
        'sign(' ~ numerator ~ ') * sign(' ~ denominator ~ ') * ' ~ magnitude, scale
    ) }}
{%- endmacro %}
