{#- Layer schemas (staging, intermediate, marts, reports) keep their plain names in the embedded warehouse and in
    production; any other target schema, such as a developer's own, becomes their prefix.

    in:  target.schema 'prod', folder schema 'marts'      out: marts
    in:  target.schema 'dev_ann', folder schema 'marts'   out: dev_ann_marts -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if custom_schema_name is none -%}
        {{ target.schema }}
    {%- elif target.schema in ['main', 'prod'] -%}
        {{ custom_schema_name | trim }}
    {%- else -%}
        {{ target.schema }}_{{ custom_schema_name | trim }}
    {%- endif -%}
{%- endmacro %}
