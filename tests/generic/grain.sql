{#- grain: the columns identify a row. No two rows share them, and none of them is null except those
    named in `nullable`.

    Redshift enforces no key, yet its planner trusts one, and a second row per key doubles every
    amount that joins to it. -#}
{% test grain(model, columns, nullable=[]) %}
    select
        {{ columns | join(', ') }},
        count(*) as row_count
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1{% for column in columns if column not in nullable %}
        or {{ column }} is null{% endfor %}
{% endtest %}
