{#- no_nulls: none of these columns is ever null.

    One test and not one per column: dbt needs longer to run a test than an engine needs to read a
    small table. The result shows the rows at fault. -#}
{% test no_nulls(model, columns) %}
    select
        {{ columns | join(', ') }}
    from {{ model }}
    where {{ columns | join(' is null or ') }} is null
{% endtest %}
