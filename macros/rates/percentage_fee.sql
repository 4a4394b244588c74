{#- percentage_fee(amount, rate, fixed_fee): a fee of a payment: a part of the amount and a fixed amount, added and then
    rounded half up to the cent, as numeric(18,4). A rate or a fixed fee that the card does not have counts as 0.

    in:  49.99, 0.029, 0.30      out: 1.7500   (1.74971)
    in:  5.00, 0.001, null       out: 0.0100   (0.005 lies on the tie)
    in:  100.00, null, 15.00     out: 15.0000
    in:  null, 0.029, 0.30       out: null -#}
{% macro percentage_fee(amount, rate, fixed_fee) -%}
    cast(
        round(
            cast({{ amount }} as numeric(20, 4)) * cast(coalesce({{ rate }}, 0) as numeric(9, 6))
            + cast(coalesce({{ fixed_fee }}, 0) as numeric(18, 4)),
            2
        )
        as numeric(18, 4)
    )
{%- endmacro %}
