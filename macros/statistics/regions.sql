{#- week_of(date): the Monday that a day's week begins with.

    in:  2025-03-02 (a Sunday)      out: 2025-02-24 -#}
{% macro week_of(date) -%}
    cast({{ dbt.date_trunc('week', date) }} as date)
{%- endmacro %}


{#- region_text_code(region): a region as an advertising platform prints it, without the country behind it, as a normalized code.

    in:  'California, United States', 'CA, USA', 'Washington, D.C.'      out: 'california', 'ca', 'washingtondc' -#}
{% macro region_text_code(region) -%}
    {{ normalized_code("replace(replace(lower(" ~ region ~ "), ', united states', ''), ', usa', '')") }}
{%- endmacro %}
