{#- apply_access(): who may read and write what, by `dbt run-operation apply_access` after a build. Roles of Redshift:

    loader        writes schema landing
    transformer   reads landing, builds everything behind it
    analyst       reads marts and reports but those of finance
    finance       reads all marts and reports (meta.audience: finance marks the audit and the close)
    pii_reader    alone reads the columns of landing and staging that are marked meta.personal

    It compares what is there with what should be, grants what is missing and takes away what is too much; a second run finds nothing
    to do. Users are given roles by an administrator. The embedded warehouse is one file of one user: nothing to do there. -#}
{% macro apply_access() -%}
    {{ return(adapter.dispatch('apply_access', 'commerce_profit')()) }}
{%- endmacro %}

{% macro duckdb__apply_access() -%}
    {%- do log('A DuckDB file has no roles: nothing to do.', info=true) -%}
{%- endmacro %}

{% macro default__apply_access() -%}
    {%- set statements = roles_missing() -%}
    {%- do statements.extend(grants_changed()) -%}
    {%- do statements.extend(masks_changed()) -%}
    {%- do statements.extend(row_policies_changed()) -%}
    {#- One by one: each stands alone, and a run that stops in the middle is taken up by the next one. -#}
    {%- for sql in statements -%}
        {%- do run_query(sql) -%}
    {%- endfor -%}
    {%- do log('Access: ' ~ (statements | length) ~ ' statements were needed.', info=true) -%}
{%- endmacro %}


{% macro access_roles() -%}
    {{ return(['loader', 'transformer', 'analyst', 'finance', 'pii_reader']) }}
{%- endmacro %}


{#- store_roles(): roles that see some stores only, beside their role of analyst or finance: COMMERCE_STORE_ROLES, such as
    {"europe": ["eu"]}. Without any, every reader sees every store. -#}
{% macro store_roles() -%}
    {{ return(fromjson(env_var('COMMERCE_STORE_ROLES', '{}'))) }}
{%- endmacro %}


{% macro roles_missing() -%}
    {%- set there = column_of('select role_name from svv_roles') -%}
    {%- set statements = [] -%}
    {%- for role in access_roles() + (store_roles() | list) if role not in there -%}
        {%- do statements.append('create role ' ~ adapter.quote(role)) -%}
    {%- endfor -%}
    {{ return(statements) }}
{%- endmacro %}


{#- column_of(query), rows_of(query): the first column of what a query gives; all rows, as lists of texts. -#}
{% macro column_of(query) -%}
    {{ return(run_query(query).columns[0].values() | list) }}
{%- endmacro %}

{% macro rows_of(query) -%}
    {%- set found = [] -%}
    {%- for row in run_query(query).rows -%}
        {%- do found.append(row.values() | list) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}


{#- layer_schemas(): the schemas of the project as they are called under this target. -#}
{% macro layer_schemas() -%}
    {%- set found = {'landing': 'landing'} -%}
    {%- for layer in ['seeds', 'staging', 'intermediate', 'marts', 'reports'] -%}
        {%- do found.update({layer: generate_schema_name(layer, none) | trim}) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}


{#- relations_there(schemas): the tables and views of schemas, as (schema, name). -#}
{% macro relations_there(schemas) -%}
    {{ return(rows_of(
        "select table_schema, table_name from information_schema.tables where table_schema in ('"
        ~ (schemas | join("', '")) ~ "') order by table_schema, table_name"
    )) }}
{%- endmacro %}


{#- personal_columns(): the columns that could tell who a person is, as (schema, relation, column): those of landed tables, where they
    are hidden, and of staging views. -#}
{% macro personal_columns() -%}
    {%- set found = [] -%}
    {%- for node in (graph.sources.values() | list) + (graph.nodes.values() | list) if node.resource_type in ['source', 'model'] -%}
        {%- for column in node.columns.values() if column.meta.personal -%}
            {%- do found.append((node.schema, node.identifier or node.alias or node.name, column.name)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(found | sort) }}
{%- endmacro %}


{#- access_wanted(): what each role may do, as texts "schema|relation|privilege|role"; of a schema itself, relation is empty. -#}
{% macro access_wanted() -%}
    {%- set schemas, wanted, personal = layer_schemas(), [], [] -%}
    {%- for schema, relation, _ in personal_columns() -%}
        {%- do personal.append(schema ~ '.' ~ relation) -%}
    {%- endfor -%}
    {%- set readers = {} -%}
    {%- for node in published_models().values() -%}
        {%- set audience = ['finance'] if node.config.meta.audience == 'finance' else ['analyst', 'finance'] -%}
        {%- do readers.update({node.schema ~ '.' ~ node.name: audience}) -%}
    {%- endfor -%}
    {%- for schema, relation in relations_there(schemas.values() | list) -%}
        {%- set name = schema ~ '.' ~ relation -%}
        {%- if schema == schemas['landing'] -%}
            {%- for privilege in ['SELECT', 'INSERT', 'DELETE'] -%}
                {%- do wanted.append(schema ~ '|' ~ relation ~ '|' ~ privilege ~ '|loader') -%}
            {%- endfor -%}
            {%- do wanted.append(schema ~ '|' ~ relation ~ '|SELECT|transformer') -%}
        {%- endif -%}
        {%- if name in personal -%}
            {%- do wanted.append(schema ~ '|' ~ relation ~ '|SELECT|pii_reader') -%}
        {%- endif -%}
        {%- for role in readers.get(name, []) -%}
            {%- do wanted.append(schema ~ '|' ~ relation ~ '|SELECT|' ~ role) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set may_use = {
        'landing': ['loader', 'transformer', 'pii_reader'], 'staging': ['transformer', 'pii_reader'], 'seeds': ['transformer'],
        'intermediate': ['transformer'], 'marts': ['transformer', 'analyst', 'finance'],
        'reports': ['transformer', 'analyst', 'finance']
    } -%}
    {%- for layer, schema in schemas.items() -%}
        {%- for role in may_use[layer] -%}
            {%- do wanted.append(schema ~ '||USAGE|' ~ role) -%}
        {%- endfor -%}
        {%- do wanted.append(schema ~ '||CREATE|' ~ ('loader' if layer == 'landing' else 'transformer')) -%}
    {%- endfor -%}
    {{ return(wanted) }}
{%- endmacro %}


{#- grants_changed(): the statements that bring the grants of the five roles to what they should be. -#}
{% macro grants_changed() -%}
    {%- set wanted, there, statements = access_wanted(), [], [] -%}
    {%- set ours = " where identity_type = 'role' and identity_name in ('" ~ (access_roles() | join("', '")) ~ "')"
        ~ " and namespace_name in ('" ~ (layer_schemas().values() | join("', '")) ~ "')" -%}
    {%- set present = rows_of('select namespace_name, relation_name, upper(privilege_type) as privilege, identity_name from svv_relation_privileges' ~ ours)
        + rows_of("select namespace_name, '' as relation_name, upper(privilege_type) as privilege, identity_name from svv_schema_privileges" ~ ours) -%}
    {%- for row in present -%}
        {%- do there.append(row | join('|')) -%}
    {%- endfor -%}
    {%- for grant in there | unique | sort if grant not in wanted -%}
        {%- do statements.append('revoke ' ~ of_grant(grant, 'from')) -%}
    {%- endfor -%}
    {%- for grant in wanted | unique if grant not in there -%}
        {%- do statements.append('grant ' ~ of_grant(grant, 'to')) -%}
    {%- endfor -%}
    {{ return(statements) }}
{%- endmacro %}


{#- of_grant(grant, direction): a grant as SQL says it.

    in:  'marts|dim_date|SELECT|analyst', 'to'      out: select on "marts"."dim_date" to role "analyst"
    in:  'marts||USAGE|analyst', 'from'             out: usage on schema "marts" from role "analyst" -#}
{% macro of_grant(grant, direction) -%}
    {%- set schema, relation, privilege, role = grant.split('|') -%}
    {%- set object = adapter.quote(schema) ~ '.' ~ adapter.quote(relation) if relation else 'schema ' ~ adapter.quote(schema) -%}
    {{ return((privilege | lower) ~ ' on ' ~ object ~ ' ' ~ direction ~ ' role ' ~ adapter.quote(role)) }}
{%- endmacro %}
