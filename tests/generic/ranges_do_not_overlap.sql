{#- ranges_do_not_overlap: no two rows could both apply to one thing.

    key: names a row. same: columns that have to agree, blank with blank. same_or_blank, same_or_all:
    columns where blank, or 'all', stands for every value. half_open: pairs of columns of which one
    end is left out, as in days and weights; closed: pairs of which both ends are in. A blank end is
    open. -#}
{% test ranges_do_not_overlap(
    model, key, same=[], same_or_blank=[], same_or_all=[], half_open=[], closed=[]
) %}
    select
        one.{{ key }},
        other.{{ key }} as overlaps_with
    from {{ model }} as one
    inner join {{ model }} as other
        on one.{{ key }} < other.{{ key }}
        {%- for column in same %}
        and coalesce(one.{{ column }}, '') = coalesce(other.{{ column }}, '')
        {%- endfor %}
        {%- for column in same_or_blank %}
        and (one.{{ column }} = other.{{ column }} or one.{{ column }} is null or other.{{ column }} is null)
        {%- endfor %}
        {%- for column in same_or_all %}
        and (one.{{ column }} = other.{{ column }} or one.{{ column }} = 'all' or other.{{ column }} = 'all')
        {%- endfor %}
        {%- for pairs, sign in [(half_open, '<'), (closed, '<=')] %}
        {%- for lower, upper in pairs %}
        and (one.{{ lower }} is null or other.{{ upper }} is null or one.{{ lower }} {{ sign }} other.{{ upper }})
        and (other.{{ lower }} is null or one.{{ upper }} is null or other.{{ lower }} {{ sign }} one.{{ upper }})
        {%- endfor %}
        {%- endfor %}
{% endtest %}
