{#- What of a contract's constraints the DDL says. A primary key is told to Redshift, whose planner reads it and which enforces none. DuckDB
    would enforce it with an index of its own, which takes longer to fill than the table; there the unique test of the column is
    what keeps it, on both engines alike. -#}
{% macro duckdb__get_table_columns_and_constraints() -%}
    {%- set columns = {} -%}
    {%- for name, column in model['columns'].items() -%}
        {%- set told = column['constraints'] | rejectattr('type', 'equalto', 'primary_key') | list -%}
        {%- do columns.update({name: dict(column, constraints=told)}) -%}
    {%- endfor -%}
    ({{ adapter.render_raw_columns_constraints(raw_columns=columns) | join(', ') }})
{%- endmacro %}
