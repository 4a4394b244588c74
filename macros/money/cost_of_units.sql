{#- cost_of_units(units, unit_cost): what units cost, rounded once, half away from zero, to numeric(18,4).

    in:  3, 4.5555000000      out: 13.6665
    in:  3, 1.0000500000      out: 3.0002 -#}
{% macro cost_of_units(units, unit_cost) -%}
    {{ money('cast(' ~ units ~ ' as numeric(12, 0)) * cast(' ~ unit_cost ~ ' as numeric(24, 10))') }}
{%- endmacro %}


{#- cost_up_to_unit(unit, cost): what the first units of a line cost in one of its cost parts, which covers some of them. The
    difference between two units is the cost of the units between them, and the parts of a line add up to its cost.

    in:  unit 2 of a line whose part holds units 1 to 3 at 4.0000      out: 4.0000 (only the second unit lies in it) -#}
{% macro cost_up_to_unit(unit, cost) -%}
    {{ cost_of_units(
        'least(greatest(' ~ unit ~ ' * ' ~ cost ~ '.units_each - ' ~ cost ~ '.units_from, 0), '
        ~ cost ~ '.units_to - ' ~ cost ~ '.units_from)',
        cost ~ '.unit_cost'
    ) }}
{%- endmacro %}


{#- part_from_unit(cost_part_key, units_from): the name of the cost of some units of a line, by the first of them.

    in:  part p, units from the first on, from the third on      out: 'p', 'p/2' -#}
{% macro part_from_unit(cost_part_key, units_from) -%}
    {{ cost_part_key }} || coalesce('/' || cast(nullif({{ units_from }}, 0) as {{ dbt.type_string() }}), '')
{%- endmacro %}


{#- landed_unit_cost(told): what one unit of a row of a cost list or of goods received costs with freight, duty and all else; a blank
    part costs nothing.

    in:  unit cost 4.00, freight 0.50, duty blank, other blank      out: 4.5000 -#}
{% macro landed_unit_cost(told) -%}
    {{ money(
        told ~ '.unit_cost + coalesce(' ~ told ~ '.freight_cost, 0) + coalesce(' ~ told
        ~ '.duty_cost, 0) + coalesce(' ~ told ~ '.other_cost, 0)'
    ) }}
{%- endmacro %}
