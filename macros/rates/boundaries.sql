{#- Where every rate card begins and ends, in one place: a day, a price and a weight each know one
    rule, and no model writes its own comparison. -#}


{#- in_effect(day, card): the day lies in the card's life: first day in, last day out.

    in:  2025-10-15 and a card from 2025-10-15 to 2026-01-15      out: true
    in:  2026-01-15 and the same card                             out: false -#}
{% macro in_effect(day, card) -%}
    ({{ day }} >= {{ card }}.effective_from and {{ day }} < {{ card }}.effective_to)
{%- endmacro %}


{#- in_effect_within(first_day, last_day, card): the card lives on one of the days, both ends in.

    in:  2025-10-01, 2025-10-15 and a card from 2025-10-15 to 2026-01-15      out: true
    in:  2026-01-15, 2026-01-29 and the same card                             out: false -#}
{% macro in_effect_within(first_day, last_day, card) -%}
    ({{ card }}.effective_to > {{ first_day }} and {{ card }}.effective_from <= {{ last_day }})
{%- endmacro %}


{#- of_fulfillment(method, card): the row is for what is shipped so; a blank one is for both.

    in:  'merchant' and a row of blank or merchant      out: true
    in:  'merchant' and a row of fba                    out: false -#}
{% macro of_fulfillment(method, card) -%}
    ({{ card }}.fulfillment is null or {{ card }}.fulfillment = {{ method }})
{%- endmacro %}


{#- in_price_band(price, card): the price, in cents, lies between price_from and price_up_to, both
    in; a band without an upper end goes on.

    in:  10.00 and the band 10.00 to 50.00      out: true
    in:  50.01 and the same band                out: false -#}
{% macro in_price_band(price, card) -%}
    (
        round({{ price }}, 2) >= {{ card }}.price_from
        and (
            {{ card }}.price_up_to is null or round({{ price }}, 2) <= {{ card }}.price_up_to
        )
    )
{%- endmacro %}


{#- above_up_to(value, above, up_to): the value is more than the lower end and at most the upper
    one: "2+ to 4 oz" leaves out 2 and holds 4.

    in:  0.25, 0.125, 0.25      out: true
    in:  0.125, 0.125, 0.25     out: false
    in:  99, 50, null           out: true -#}
{% macro above_up_to(value, above, up_to) -%}
    ({{ value }} > {{ above }} and ({{ up_to }} is null or {{ value }} <= {{ up_to }}))
{%- endmacro %}


{#- at_most(value, limit): the value keeps the limit, which is inclusive; no limit holds everything.

    in:  18, 18        out: true
    in:  18.01, 18     out: false
    in:  18, null      out: true -#}
{% macro at_most(value, limit) -%}
    ({{ limit }} is null or {{ value }} <= {{ limit }})
{%- endmacro %}


{#- from_below(value, from, below): first value in, last one out: days of supply, weeks of storage.

    in:  14, 14, 21      out: true
    in:  21, 14, 21      out: false -#}
{% macro from_below(value, from, below) -%}
    ({{ value }} >= {{ from }} and ({{ below }} is null or {{ value }} < {{ below }}))
{%- endmacro %}


{#- first_cent_above(price): the first whole number of cents above a price.

    in:  10.00      out: 1001
    in:  9.995      out: 1000 -#}
{% macro first_cent_above(price) -%}
    (cast(floor(cast({{ price }} as numeric(18, 4)) * 100) as bigint) + 1)
{%- endmacro %}
