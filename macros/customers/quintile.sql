{#- quintile(place, places): 1 for the lowest fifth of the places, 5 for the highest, as integer. Places are counted by rank(), so
    that equals share one.

    in:  places 1 2 3 4 5 of 5      out: 1 2 3 4 5
    in:  places 1 1 1 4 of 4        out: 1 1 1 4 -#}
{% macro quintile(place, places) -%}
    cast(1 + {{ int_divide('5 * (' ~ place ~ ' - 1)', places) }} as integer)
{%- endmacro %}
