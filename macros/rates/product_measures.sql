{#- to_inches(value, unit): a length in inches, exact, rounded half away from zero to 4 decimals, as
    numeric(18,4). Null when the unit is unknown: a length that is not understood is no length.

    in:  2.54, 'cm'          out: 1.0000
    in:  12, 'Inches'        out: 12.0000
    in:  300, 'mm'           out: 11.8110
    in:  12, 'parsec'        out: null

    1 in = 2.54 cm by definition. -#}
{% macro to_inches(value, unit) -%}
case
    when {{ normalized_code(unit) }} in ('in', 'inch', 'inches')
        then cast(round({{ value }}, 4) as numeric(18, 4))
    when {{ normalized_code(unit) }} in
        ('cm', 'centimeter', 'centimeters', 'centimetre', 'centimetres')
        then {{ divide_round(value, '2.54', 4) }}
    when {{ normalized_code(unit) }} in
        ('mm', 'millimeter', 'millimeters', 'millimetre', 'millimetres')
        then {{ divide_round(value, '25.4', 4) }}
end
{%- endmacro %}


{#- to_pounds(value, unit): a weight in pounds, exact, rounded half away from zero to 4 decimals, as
    numeric(18,4). Null when the unit is unknown.

    in:  8, 'ounces'         out: 0.5000
    in:  1, 'kg'             out: 2.2046
    in:  453.59237, 'grams'  out: 1.0000
    in:  1, 'stone'          out: null

    1 lb = 0.45359237 kg = 16 oz by definition. -#}
{% macro to_pounds(value, unit) -%}
case
    when {{ normalized_code(unit) }} in ('lb', 'lbs', 'pound', 'pounds')
        then cast(round({{ value }}, 4) as numeric(18, 4))
    when {{ normalized_code(unit) }} in ('oz', 'ounce', 'ounces')
        then {{ divide_round(value, '16', 4) }}
    when {{ normalized_code(unit) }} in ('kg', 'kgs', 'kilogram', 'kilograms')
        then {{ divide_round(value, '0.45359237', 4) }}
    when {{ normalized_code(unit) }} in ('g', 'gm', 'gr', 'gram', 'grams')
        then {{ divide_round(value, '453.59237', 4) }}
end
{%- endmacro %}


{#- product_measure(value): a side or a weight of a product as numeric(9,4). Zero, a negative one and
    one of 100,000 or more are no measure of a parcel and count as missing.

    in:  4.25      out: 4.2500
    in:  0         out: null
    in:  100000    out: null -#}
{% macro product_measure(value) -%}
case
    when round({{ value }}, 4) > 0 and round({{ value }}, 4) < 100000
        then cast(round({{ value }}, 4) as numeric(9, 4))
end
{%- endmacro %}


{#- longest_side(a, b, c), median_side(a, b, c), shortest_side(a, b, c): the three sides by length, as
    numeric(9,4). Null when one of them is missing: greatest() and least() would pass over it.

    in:  4, 9, 5.5       out: 9.0000, 5.5000, 4.0000
    in:  4, null, 5.5    out: null, null, null -#}
{% macro longest_side(a, b, c) -%}
case
    when {{ a }} is not null and {{ b }} is not null and {{ c }} is not null
        then cast(greatest({{ a }}, {{ b }}, {{ c }}) as numeric(9, 4))
end
{%- endmacro %}

{% macro median_side(a, b, c) -%}
cast(
    {{ a }} + {{ b }} + {{ c }}
    - greatest({{ a }}, {{ b }}, {{ c }}) - least({{ a }}, {{ b }}, {{ c }})
    as numeric(9, 4)
)
{%- endmacro %}

{% macro shortest_side(a, b, c) -%}
case
    when {{ a }} is not null and {{ b }} is not null and {{ c }} is not null
        then cast(least({{ a }}, {{ b }}, {{ c }}) as numeric(9, 4))
end
{%- endmacro %}
