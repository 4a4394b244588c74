{#- hash_key(columns): one key out of several columns, md5 in hexadecimal; null-safe and delimited.

    in:  ['store', 'sku'] on ('eu', 'MUG')         out: md5 of 'eu', the unit separator, 'MUG'
    in:  ('a', 'bc') and ('ab', 'c')               out: two keys
    in:  (null, 'x') and ('', 'x')                 out: two keys

    For text, integers and dates. Not for booleans (Redshift cannot cast them to text), decimals or
    timestamps (the engines write them differently). -#}
{% macro hash_key(columns) -%}
    md5(
        {%- for column in columns %}
        coalesce(cast({{ column }} as {{ dbt.type_string() }}), chr(30))
        {%- if not loop.last %} || chr(31) ||{% endif %}
        {%- endfor %}
    )
{%- endmacro %}
