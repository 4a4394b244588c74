{#- revenue_day(ordered, shipped): the day of a sale, by the variable revenue_date: that of the order, or that on which it was
    shipped. Until its shipment is told, the order's day stands in. Cost, exchange rate and fees of a sale follow this day. Any other
    value ends the build with a sentence, and so does closing periods beside `shipped`: a shipment that is told after the
    close would take its sale out of a closed month.

    in:  2025-01-31, 2025-02-02      out: 2025-01-31 (order), 2025-02-02 (shipped)
    in:  2025-01-31, null            out: 2025-01-31 -#}
{% macro revenue_day(ordered, shipped) -%}
    {%- set day = var('revenue_date') -%}
    {%- if day not in ['order', 'shipped'] -%}
        {{ exceptions.raise_compiler_error(
            "The variable revenue_date is '" ~ day ~ "': it must be order or shipped."
        ) }}
    {%- endif -%}
    {%- if day == 'shipped' and books_are_kept() -%}
        {{ exceptions.raise_compiler_error(
            'revenue_date shipped moves a sale when its shipment is told, so no period stays closed: '
            ~ 'set closed_through to null, or revenue_date to order.'
        ) }}
    {%- endif -%}
    {%- if day == 'shipped' -%} coalesce({{ shipped }}, {{ ordered }}) {%- else -%} {{ ordered }} {%- endif -%}
{%- endmacro %}
