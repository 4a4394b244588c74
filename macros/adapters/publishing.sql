{#- create_like(relation, other): the statement that makes an empty table with the columns of another one; on Redshift also
    with its distribution, its sort keys and its not null constraints. -#}
{% macro create_like(relation, other) -%}
    {{ return(adapter.dispatch('create_like', 'commerce_profit')(relation, other)) }}
{%- endmacro %}

{% macro default__create_like(relation, other) -%}
    {{ return('create table ' ~ relation ~ ' (like ' ~ other ~ ')') }}
{%- endmacro %}

{% macro duckdb__create_like(relation, other) -%}
    {{ return('create table ' ~ relation ~ ' as select * from ' ~ other ~ ' where false') }}
{%- endmacro %}


{#- is_other(former, renewed): whether a value is another one than before; nothing is nothing's like. -#}
{% macro is_other(former, renewed) -%}
    {{ return(adapter.dispatch('is_other', 'commerce_profit')(former, renewed)) }}
{%- endmacro %}

{% macro default__is_other(former, renewed) -%}
    {{ return(
        'coalesce(' ~ former ~ ' <> ' ~ renewed ~ ', ' ~ former ~ ' is not null or ' ~ renewed ~ ' is not null)'
    ) }}
{%- endmacro %}

{% macro duckdb__is_other(former, renewed) -%}
    {{ return(former ~ ' is distinct from ' ~ renewed) }}
{%- endmacro %}


{#- grants_on(relation): statements that give the present grants on a table again, to the table that takes its name. Where row policies
    decide who sees which store, none is: they hang on the former table, so nobody reads the new one until apply_access has put
    them there. -#}
{% macro grants_on(relation) -%}
    {{ return(adapter.dispatch('grants_on', 'commerce_profit')(relation)) }}
{%- endmacro %}

{% macro default__grants_on(relation) -%}
    {%- if store_roles() -%}
        {{ return([]) }}
    {%- endif -%}
    {%- set rows = run_query(
        "select privilege_type, identity_type, identity_name from svv_relation_privileges where namespace_name = '"
        ~ relation.schema ~ "' and relation_name = '" ~ relation.identifier ~ "' and identity_name <> current_user"
        ~ ' order by identity_name, privilege_type'
    ) -%}
    {%- set statements = [] -%}
    {%- for privilege, kind, name in rows.rows -%}
        {%- set to = {'user': '', 'role': 'role ', 'group': 'group '}.get(kind) -%}
        {%- set grantee = 'public' if kind == 'public' else to ~ adapter.quote(name) -%}
        {%- do statements.append('grant ' ~ privilege ~ ' on ' ~ relation ~ ' to ' ~ grantee) -%}
    {%- endfor -%}
    {{ return(statements) }}
{%- endmacro %}

{% macro duckdb__grants_on(relation) -%}
    {{ return([]) }}
{%- endmacro %}


{#- run_in_one_transaction(statements): run a list of statements, all of them or none. Redshift commits each statement of a hook unless
    told otherwise; on DuckDB dbt has begun a transaction as soon as it looked at the catalog, and would roll it back at the
    end of the run. -#}
{% macro run_in_one_transaction(statements) -%}
    {{ return(adapter.dispatch('run_in_one_transaction', 'commerce_profit')(statements)) }}
{%- endmacro %}

{% macro default__run_in_one_transaction(statements) -%}
    {%- do run_query('begin;\n' ~ (statements | join(';\n')) ~ ';\ncommit') -%}
{%- endmacro %}

{% macro duckdb__run_in_one_transaction(statements) -%}
    {%- call statement('in_one_transaction', auto_begin=true) -%}
        {{ statements | join(';\n') }}
    {%- endcall -%}
    {%- do adapter.commit() -%}
{%- endmacro %}


{#- taken_over(published, candidate): statements that make a candidate, which every build makes anew, the published table itself, and leave a
    view of it under the candidate's name; none where they would not do. On Redshift readers' policies hang on the table
    that is there, so rows are exchanged in it. -#}
{% macro taken_over(published, candidate) -%}
    {{ return(adapter.dispatch('taken_over', 'commerce_profit')(published, candidate)) }}
{%- endmacro %}

{% macro default__taken_over(published, candidate) -%}
    {{ return(none) }}
{%- endmacro %}

{% macro duckdb__taken_over(published, candidate) -%}
    {{ return([
        'drop table if exists ' ~ published,
        'alter table ' ~ candidate ~ ' rename to ' ~ adapter.quote(published.identifier),
        'create view ' ~ candidate ~ ' as select * from ' ~ published
    ] | join(';\n')) }}
{%- endmacro %}
