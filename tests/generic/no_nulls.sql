{#- no_nulls: none of these columns is ever null.

    One test and not one per column: dbt needs longer to run a test than an engine needs to read a
    small table. The result says which columns are at fault. -#}
{% test no_nulls(model, columns) %}
    {% for column in columns -%}
        select
            '{{ column }}' as column_name,
            count(*) as null_count
        from {{ model }}
        where {{ column }} is null
        having count(*) > 0
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
{% endtest %}
