{#- Marts and reports are built beside what users read: see publish.sql. Everything else has its own name.

    in:  model marts/core/dim_date            out: dim_date__candidate
    in:  model staging/shopify/stg_...        out: stg_... -#}
{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
    {%- set name = custom_alias_name | trim if custom_alias_name else node.name -%}
    {%- if is_published(node) -%}
        {{ name }}{{ candidate_suffix() }}
    {%- else -%}
        {{ name }}
    {%- endif -%}
{%- endmacro %}
