{#- exact_product(amount, factor): an amount of four decimals times a rate, exact. DuckDB keeps the product
    of two decimals of up to 18 digits in 18 digits, which overflow at a million; a wide amount does
    not.

    in:  1000000.0000, 0.035000      out: 35000.0000000000 -#}
{% macro exact_product(amount, factor) -%}
    cast({{ amount }} as numeric(20, 4)) * {{ factor }}
{%- endmacro %}


{#- stored_volume(quantity, volume): average units on hand times the volume of one, in cubic feet, to 8
    decimals.

    in:  100, 0.05      out: 5.00000000 -#}
{% macro stored_volume(quantity, volume) -%}
    cast(
        round(
            cast(round({{ quantity }}, 4) as numeric(24, 4))
            * cast(round({{ volume }}, 6) as numeric(12, 6)),
            8
        ) as numeric(20, 8)
    )
{%- endmacro %}


{#- fee_of_volume(volume, rate): a rate per cubic foot times a volume, half up to the cent.

    in:  5.00000000, 0.7800      out: 3.9000 -#}
{% macro fee_of_volume(volume, rate) -%}
    {{ round_fee(
        'cast(round(' ~ volume ~ ', 8) as numeric(20, 8)) * cast(' ~ rate ~ ' as numeric(9, 4))'
    ) }}
{%- endmacro %}
