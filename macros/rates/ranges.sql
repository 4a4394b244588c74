{#- both_apply(key, same, same_or_blank, same_or_all, half_open, closed): the conditions under which two
    rows of a card, one and other, could both apply to one thing; see the test ranges_do_not_overlap.

    in:  'id', half_open [['effective_from', 'effective_to']]
    out: one.id < other.id and each range begins before the other one ends -#}
{% macro both_apply(key, same, same_or_blank, same_or_all, half_open, closed) -%}
    {%- set conditions = ['one.' ~ key ~ ' < other.' ~ key] -%}
    {%- for c in same -%}
        {%- do conditions.append("coalesce(one." ~ c ~ ", '') = coalesce(other." ~ c ~ ", '')") -%}
    {%- endfor -%}
    {%- for c in same_or_blank -%}
        {%- do conditions.append(
            '(one.' ~ c ~ ' = other.' ~ c ~ ' or one.' ~ c ~ ' is null or other.' ~ c ~ ' is null)'
        ) -%}
    {%- endfor -%}
    {%- for c in same_or_all -%}
        {%- do conditions.append(
            '(one.' ~ c ~ ' = other.' ~ c ~ " or one." ~ c ~ " = 'all' or other." ~ c ~ " = 'all')"
        ) -%}
    {%- endfor -%}
    {%- for pairs, sign in [(half_open, '<'), (closed, '<=')] -%}
        {%- for lower, upper in pairs -%}
            {%- for a, b in [('one', 'other'), ('other', 'one')] -%}
                {%- do conditions.append(
                    '(' ~ a ~ '.' ~ lower ~ ' is null or ' ~ b ~ '.' ~ upper ~ ' is null or '
                    ~ a ~ '.' ~ lower ~ ' ' ~ sign ~ ' ' ~ b ~ '.' ~ upper ~ ')'
                ) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    {{- conditions | join(' and ') -}}
{%- endmacro %}
