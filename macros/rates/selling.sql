{#- One macro per measure of a sale: what a line is charged and what a price would be charged are the same
    computation. -#}


{#- referral_base(card, item_price, total_price): the price of a unit that a referral fee is taken of.

    in:  a card of media (fee_base item), 20.00 and 24.00 with shipping      out: 20.00
    in:  any other card (total), 20.00 and 24.00                             out: 24.00 -#}
{% macro referral_base(card, item_price, total_price) -%}
    case when {{ card }}.fee_base = 'item' then {{ item_price }} else {{ total_price }} end
{%- endmacro %}


{#- referral_unit_fee(portions): referral fee of one unit, an aggregate over the tiers of its band with their rate,
    rated_portion and minimum_fee: the sum of the parts or the minimum, rounded half up to the cent.

    in:  200.00 at 15 % and 200.00 at 10 %, minimum 0.30      out: 50.00
    in:  1.00 at 15 %, minimum 0.30                           out: 0.30 -#}
{% macro referral_unit_fee(portions) -%}
    greatest(
        {{ round_fee('sum(' ~ portions ~ '.rate * ' ~ portions ~ '.rated_portion)') }},
        {{ money('max(' ~ portions ~ '.minimum_fee)') }}
    )
{%- endmacro %}


{#- fee_tax(commission, rate): the tax that Amazon adds to a commission, rounded per line.

    in:  9.00 at 7 %      out: 0.63 -#}
{% macro fee_tax(commission, rate) -%}
    {{ round_fee(exact_product(commission, rate)) }}
{%- endmacro %}


{#- digital_services(rate, commission, commission_tax): the digital services fee, taken of a commission with its tax.

    in:  3 % of 9.00 and 0.63      out: 0.29 -#}
{% macro digital_services(rate, commission, commission_tax) -%}
    {{ round_fee(exact_product('(' ~ commission ~ ' + ' ~ commission_tax ~ ')', rate)) }}
{%- endmacro %}


{#- fuel_surcharge(base_fee, rate): the fuel and logistics surcharge of one unit; 0 on a day without one.

    in:  6.00 at 3.5 %      out: 0.21
    in:  6.00, null         out: 0.00 -#}
{% macro fuel_surcharge(base_fee, rate) -%}
    {{ round_fee(exact_product(base_fee, 'coalesce(' ~ rate ~ ', 0)')) }}
{%- endmacro %}


{#- fee_of_code(quotes, codes): the quotes of some fee codes added up, an aggregate: 0 where none of them is quoted, null
    where one is and nobody knows its amount.

    in:  no row of the codes                out: 0.0000
    in:  1.50 and null                      out: null -#}
{% macro fee_of_code(quotes, codes) -%}
    {%- set is_meant = quotes ~ ".fee_code in ('" ~ (codes | join("', '")) ~ "')" -%}
    case
        when count(case when {{ is_meant }} then 1 end)
            = count(case when {{ is_meant }} then {{ quotes }}.expected_amount end)
            then {{ money('sum(case when ' ~ is_meant ~ ' then ' ~ quotes ~ '.expected_amount else 0 end)') }}
    end
{%- endmacro %}
