{#- holds: a condition is true on every row; a row on which it is false or unknown fails. -#}
{% test holds(model, condition) %}
    select *
    from {{ model }}
    where not coalesce(({{ condition }}), false)
{% endtest %}
