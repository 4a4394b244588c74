{#- fingerprint(columns): a whole number out of one or several columns, for sums that tell whether a set of rows is still the same one.
    Null-safe. The engines count differently: it is compared with what the same engine said before, never shown.

    in:  ['settlements.row_hash', 'settlements.source_line']      out: 64 bits -#}
{% macro fingerprint(columns) -%}
    {%- set listed = [columns] if columns is string else columns -%}
    {{ return(adapter.dispatch('fingerprint', 'commerce_profit')(listed)) }}
{%- endmacro %}

{% macro default__fingerprint(columns) -%}
    {%- set ns = namespace(hashed='') -%}
    {%- for column in columns -%}
        {%- set text = 'coalesce(cast(' ~ column ~ ' as ' ~ dbt.type_string() ~ '), chr(30))' -%}
        {%- set ns.hashed = 'fnv_hash(' ~ text ~ (', ' ~ ns.hashed if ns.hashed else '') ~ ')' -%}
    {%- endfor -%}
    {{ ns.hashed }}
{%- endmacro %}

{% macro duckdb__fingerprint(columns) -%}
    cast(hash({{ columns | join(', ') }}) >> 1 as bigint)
{%- endmacro %}
