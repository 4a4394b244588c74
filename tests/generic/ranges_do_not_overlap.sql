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
        on {{ both_apply(key, same, same_or_blank, same_or_all, half_open, closed) }}
{% endtest %}
