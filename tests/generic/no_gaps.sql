{#- no_gaps: the ranges of a key follow one another, so that none is missing between two others.

    same: the columns of the key. starts, ends: first value in, last one out. first, last: where the
    first range of a key begins and the last one ends; without them any end is right.

    in:  ranges 1 to 3 and 4 to 7 of one key      out: both rows, with the neighbors they have -#}
{% test no_gaps(model, same, starts, ends, first='starts', last='ends') %}
    with

    ranges as (
        select
            {{ same | join(', ') }},
            {{ starts }} as starts,
            {{ ends }} as ends,
            lag({{ ends }}) over (
                partition by {{ same | join(', ') }} order by {{ starts }}
            ) as former_ends,
            lead({{ starts }}) over (
                partition by {{ same | join(', ') }} order by {{ starts }}
            ) as next_starts
        from {{ model }}
    )

    select *
    from ranges
    where coalesce(former_ends, {{ first }}) <> starts
        or coalesce(next_starts, {{ last }}) <> ends
{% endtest %}
