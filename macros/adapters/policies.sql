{#- masks_changed(): statements that hide the personal columns of landed tables from everybody but the roles that need them. A view shows what its
    reader may see of the tables below, so that staging needs no mask of its own. A policy is made for each type of column. -#}
{% macro masks_changed() -%}
    {%- set statements, personal = [], {} -%}
    {%- for schema, relation, column in personal_columns() if schema == 'landing' -%}
        {%- do personal.update({relation ~ '|' ~ column: true}) -%}
    {%- endfor -%}
    {%- set policies = column_of('select policy_name from svv_masking_policy') -%}
    {%- set attached = [] -%}
    {%- for row in rows_of(
        'select policy_name, table_name, output_columns, grantee from svv_attached_masking_policy'
        ~ " where schema_name = 'landing' and policy_name like 'personal_%'"
    ) -%}
        {%- do attached.append(row[0] ~ '|' ~ row[1] ~ '|' ~ (fromjson(row[2]) | join(',')) ~ '|' ~ row[3]) -%}
    {%- endfor -%}
    {%- set wanted = [] -%}
    {%- for relation, column, length in rows_of(
        "select table_name, column_name, character_maximum_length from svv_columns where table_schema = 'landing'"
        ~ ' order by table_name, column_name'
    ) if relation ~ '|' ~ column in personal -%}
        {%- for kind, using in [('hidden', 'cast(null as varchar(' ~ length ~ '))'), ('shown', 'value')] -%}
            {%- set policy = 'personal_' ~ kind ~ '_' ~ length -%}
            {%- if policy not in policies -%}
                {%- do policies.append(policy) -%}
                {%- do statements.append(
                    'create masking policy ' ~ policy ~ ' with (value varchar(' ~ length ~ ')) using (' ~ using ~ ')'
                ) -%}
            {%- endif -%}
            {%- for grantee in (['public'] if kind == 'hidden' else ['pii_reader', 'transformer', 'loader']) -%}
                {%- do wanted.append(policy ~ '|' ~ relation ~ '|' ~ column ~ '|' ~ grantee) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for mask in attached if mask not in wanted -%}
        {%- do statements.append('detach ' ~ of_mask(mask, 'from')) -%}
    {%- endfor -%}
    {%- for mask in wanted if mask not in attached -%}
        {#- Of two masks that concern a reader the one of higher priority counts; no two of a column may have the same. -#}
        {%- set priority = {'public': 10, 'pii_reader': 20, 'transformer': 30, 'loader': 40}[mask.split('|')[3]] -%}
        {%- do statements.append('attach ' ~ of_mask(mask, 'to') ~ ' priority ' ~ priority) -%}
    {%- endfor -%}
    {{ return(statements) }}
{%- endmacro %}

{% macro of_mask(mask, direction) -%}
    {%- set policy, relation, column, grantee = mask.split('|') -%}
    {{ return(
        'masking policy ' ~ policy ~ ' on "landing".' ~ adapter.quote(relation) ~ ' (' ~ adapter.quote(column) ~ ') '
        ~ direction ~ (' public' if grantee == 'public' else ' role ' ~ adapter.quote(grantee))
    ) }}
{%- endmacro %}


{#- row_policies_changed(): statements that show each store role the rows of its stores. A reader needs a policy to see any row of such a
    table, so that analysts, finance and the builder have one that shows all; several policies of a reader must all hold. The name of a
    policy tells its stores: other stores, another policy. -#}
{% macro row_policies_changed() -%}
    {%- set statements, wanted, predicates = [], [], {'every_store': 'true'} -%}
    {%- set grantees = {'analyst': 'every_store', 'finance': 'every_store', 'transformer': 'every_store'} -%}
    {%- for role, stores in store_roles().items() -%}
        {%- set policy = 'stores_of_' ~ local_md5(stores | sort | join('\n'))[:12] -%}
        {%- set listed = [] -%}
        {%- for store in (stores | sort) + ['Unknown', 'Not applicable', 'Multiple'] -%}
            {%- do listed.append("'" ~ store.replace("'", "''") ~ "'") -%}
        {%- endfor -%}
        {%- do predicates.update({policy: 'store in (' ~ (listed | join(', ')) ~ ')'}) -%}
        {%- do grantees.update({role: policy}) -%}
    {%- endfor -%}
    {%- set there = relations_there([layer_schemas()['marts'], layer_schemas()['reports']]) -%}
    {%- set protected = [] -%}
    {%- if store_roles() -%}
        {%- for name, node in published_models().items() if 'store' in node.columns and [node.schema, node.name] in there -%}
            {%- do protected.append(node.schema ~ '|' ~ node.name) -%}
            {%- for role, policy in grantees.items() -%}
                {%- do wanted.append(policy ~ '|' ~ node.schema ~ '|' ~ node.name ~ '|' ~ role) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- set policies = column_of('select polname from svv_rls_policy') -%}
        {%- for policy, predicate in predicates.items() if policy not in policies -%}
            {%- set of_rows = '' if predicate == 'true' else 'with (store varchar(256)) ' -%}
            {%- do statements.append('create rls policy ' ~ policy ~ ' ' ~ of_rows ~ 'using (' ~ predicate ~ ')') -%}
        {%- endfor -%}
    {%- endif -%}
    {%- set attached, switched_on = [], [] -%}
    {%- for row in rows_of(
        'select polname, relschema, relname, grantee, is_rls_on from svv_rls_attached_policy'
        ~ " where (polname = 'every_store' or polname like 'stores_of_%') and relschema in ('"
        ~ layer_schemas()['marts'] ~ "', '" ~ layer_schemas()['reports'] ~ "')"
    ) -%}
        {%- do attached.append(row[:4] | join('|')) -%}
        {%- if row[4] -%}
            {%- do switched_on.append(row[1] ~ '|' ~ row[2]) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for policy in wanted if policy not in attached -%}
        {%- do statements.append('attach ' ~ of_row_policy(policy, 'to')) -%}
    {%- endfor -%}
    {%- for table in protected if table not in switched_on -%}
        {%- do statements.append('alter table ' ~ quoted_name(table) ~ ' row level security on') -%}
    {%- endfor -%}
    {%- for table in switched_on | unique if table not in protected -%}
        {%- do statements.append('alter table ' ~ quoted_name(table) ~ ' row level security off') -%}
    {%- endfor -%}
    {%- for policy in attached if policy not in wanted -%}
        {%- do statements.append('detach ' ~ of_row_policy(policy, 'from')) -%}
    {%- endfor -%}
    {{ return(statements) }}
{%- endmacro %}

{% macro of_row_policy(attachment, direction) -%}
    {%- set policy, schema, relation, role = attachment.split('|') -%}
    {{ return(
        'rls policy ' ~ policy ~ ' on ' ~ quoted_name(schema ~ '|' ~ relation) ~ ' ' ~ direction ~ ' role ' ~ adapter.quote(role)
    ) }}
{%- endmacro %}

{% macro quoted_name(table) -%}
    {%- set schema, relation = table.split('|') -%}
    {{ return(adapter.quote(schema) ~ '.' ~ adapter.quote(relation)) }}
{%- endmacro %}
