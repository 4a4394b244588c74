{#- Tables and views on DuckDB, in place of the materializations of its adapter. Those build a relation under another name and take it
    into place by rename, as databases need whose readers would wait otherwise. DuckDB replaces a relation in one statement,
    which a transaction takes back as a whole; nearly a quarter of the time that dbt itself takes for a run went into the renames. -#}
{% materialization table, adapter='duckdb' %}
    {{ return(replaced_in_one_statement('table')) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {{ return(replaced_in_one_statement('view')) }}
{% endmaterialization %}


{#- replaced_in_one_statement(kind): build the present model as a 'table' or a 'view' and return what dbt notes of it. A relation of the
    other kind under its name is dropped before, in the same transaction: dropping begins none of itself. -#}
{% macro replaced_in_one_statement(kind) -%}
    {%- set former = load_cached_relation(this) -%}
    {%- set relation = this.incorporate(type=kind) -%}
    {{ run_hooks(pre_hooks, inside_transaction=false) }}
    {{ run_hooks(pre_hooks, inside_transaction=true) }}
    {%- if former is not none and former.type != kind -%}
        {%- call statement('begun') -%}
            select 1
        {%- endcall -%}
        {%- do adapter.drop_relation(former) -%}
    {%- endif -%}
    {%- call statement('main') -%}
        {{ create_in_place(relation, kind) }}
    {%- endcall -%}
    {{ run_hooks(post_hooks, inside_transaction=true) }}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=false) }}
    {{ return({'relations': [relation]}) }}
{%- endmacro %}


{#- create_in_place(relation, kind): the statements that put the present model's rows, or its query, in place of a relation. A contract is
    held against the query first and gives the columns of the table. -#}
{% macro create_in_place(relation, kind) -%}
    {%- if config.get('contract').enforced -%}
        {{ get_assert_columns_equivalent(sql) }}
    {%- endif -%}
    {%- if kind == 'table' and config.get('contract').enforced -%}
        create or replace table {{ relation }} {{ get_table_columns_and_constraints() }};
        insert into {{ relation }} {{ get_column_names() }} ({{ get_select_subquery(sql) }})
    {%- else -%}
        create or replace {{ kind }} {{ relation }} as (
            {{ sql }}
        )
    {%- endif -%}
{%- endmacro %}
