{#- translate(amount, currency, reporting_currency, from_units_per_eur, to_units_per_eur): an amount in the reporting
    currency, rounded once, half away from zero, to numeric(18,4). Both rates are units per euro; without them the
    result is null, never the untranslated amount.

    in:  10.0000 CAD, USD, 1.4702, 1.0892     out: 7.4085
    in:  10.0000 USD, USD, no rates           out: 10.0000
    in:  10.0000 CAD, USD, no rates           out: null -#}
{% macro translate(amount, currency, reporting_currency, from_units_per_eur, to_units_per_eur) -%}
case
    when {{ currency }} = {{ reporting_currency }} then {{ money(amount) }}
    else {{ convert_amount(amount, to_units_per_eur, from_units_per_eur) }}
end
{%- endmacro %}
