{#- dimension_key(columns, is_applicable, is_known): the key of a dimension's member, or of its two standing members.

    in:  ['store', 'sku'], an order line, sku 'MUG'     out: hash_key(['store', 'sku'])
    in:  the same, sku null                             out: 'unknown'           (there is one, the source does not tell which)
    in:  a subscription fee                             out: 'not_applicable'    (there is none) -#}
{% macro dimension_key(columns, is_applicable, is_known) -%}
case
    when not coalesce(({{ is_applicable }}), false) then 'not_applicable'
    when not ({{ is_known }}) then 'unknown'
    else {{ hash_key(columns) }}
end
{%- endmacro %}


{#- standing_members(): the two members that every dimension has besides its own, as rows (member_key, member_name). -#}
{% macro standing_members() -%}
select 'unknown' as member_key, 'Unknown' as member_name
union all
select 'not_applicable' as member_key, 'Not applicable' as member_name
{%- endmacro %}
