{#- money(expression): an amount as numeric(18,4), rounded half away from zero.

    in:  2.00005      out: 2.0001
    in:  -2.00005     out: -2.0001

    round() comes first: Redshift does not promise to round in a cast. Never for a quotient or for a
    product with an exchange rate: see divide_round and convert_amount. -#}
{% macro money(expression) -%}
    cast(round({{ expression }}, 4) as numeric(18, 4))
{%- endmacro %}


{#- cents(amount): an amount in hundredths as bigint, rounded half away from zero.

    in:  12.34       out: 1234
    in:  -0.005      out: -1 -#}
{% macro cents(amount) -%}
    cast(round({{ money(amount) }} * 100, 0) as bigint)
{%- endmacro %}


{#- from_cents(cents): the reverse, as numeric(18,4).

    in:  1234      out: 12.3400 -#}
{% macro from_cents(cents) -%}
    cast(cast({{ cents }} as numeric(34, 0)) * cast(0.01 as numeric(2, 2)) as numeric(18, 4))
{%- endmacro %}


{#- from_ten_thousandths(units): the amount that ten_thousandths() made a whole number of, as numeric(18,4).

    in:  123456      out: 12.3456 -#}
{% macro from_ten_thousandths(units) -%}
    cast(cast({{ units }} as numeric(34, 0)) * cast(0.0001 as numeric(4, 4)) as numeric(18, 4))
{%- endmacro %}
