{#- is_published(node): whether a node is a model that users read under its own name once its gates have passed. -#}
{% macro is_published(node) -%}
    {{ return(node.resource_type == 'model' and node.fqn[1] in ['marts', 'reports']) }}
{%- endmacro %}


{#- candidate_of(node), published_of(node): the relation that dbt builds, and the one that users read. -#}
{% macro candidate_of(node) -%}
    {{ return(api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias)) }}
{%- endmacro %}

{% macro published_of(node) -%}
    {{ return(api.Relation.create(database=node.database, schema=node.schema, identifier=node.name)) }}
{%- endmacro %}


{#- published(relation): what users read of a mart or report, for queries outside the build.

    in:  ref('fact_financial_performance'), which is marts.fact_financial_performance__candidate
    out: marts.fact_financial_performance -#}
{% macro published(relation) -%}
    {{ return(relation.incorporate(path={'identifier': relation.identifier | replace(candidate_suffix(), '')})) }}
{%- endmacro %}

{% macro candidate_suffix() -%}
    {{ return('__candidate') }}
{%- endmacro %}


{#- existing(relation): the relation as the database has it, with its type; none when it is not there. -#}
{% macro existing(relation) -%}
    {{ return(adapter.get_relation(relation.database, relation.schema, relation.identifier)) }}
{%- endmacro %}


{#- publish(): bring all candidates to their users, in one transaction. A table that every build makes anew takes the place of the
    published one where the engine allows it; of others the rows whose key changed are exchanged, or the whole table by rename where
    it is new, has other columns, or everything is built afresh (--full-refresh). -#}
{% macro publish() -%}
    {%- set models = published_models() -%}
    {%- set statements, notes = [], [] -%}
    {%- for name in relations_in_state('candidate') if name in models -%}
        {%- set candidate = existing(candidate_of(models[name])) -%}
        {%- if candidate is not none -%}
            {%- if candidate.type == 'table' -%}
                {%- do statements.append(published_anew(models[name], candidate)) -%}
            {%- endif -%}
            {%- do notes.append("'" ~ name ~ "'") -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if notes -%}
        {%- do statements.append(
            'update ' ~ state_table('publications') ~ " set state = 'published' where relation in ("
            ~ (notes | join(', ')) ~ ')'
        ) -%}
        {%- do run_in_one_transaction(statements) -%}
        {%- do log('Published ' ~ (notes | length) ~ ' marts and reports.', info=true) -%}
    {%- endif -%}
{%- endmacro %}


{#- published_anew(node, candidate): statements that bring the candidate of a node to its users. -#}
{% macro published_anew(node, candidate) -%}
    {%- set published = existing(published_of(node)) -%}
    {%- set as_a_whole = taken_over(published_of(node), candidate) if node.config.materialized == 'table' else none -%}
    {%- if as_a_whole is not none -%}
        {{ return(as_a_whole) }}
    {%- elif published is none or flags.FULL_REFRESH or columns_of(published) != columns_of(candidate) -%}
        {{ return(replaced(published_of(node), candidate, published is not none)) }}
    {%- endif -%}
    {{ return(changed_rows_replaced(node, columns_of(candidate) | map(attribute=0) | list)) }}
{%- endmacro %}

{#- columns_of(relation): name and type of each column, in order. -#}
{% macro columns_of(relation) -%}
    {%- set found = [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
        {%- do found.append((column.name, column.data_type)) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{#- replaced(relation, by, exists): statements that make a table anew with the columns and rows of another one, and swap it in by rename.
    Grants hang on the table and are given again. -#}
{% macro replaced(relation, by, exists=true) -%}
    {%- set new = relation.incorporate(path={'identifier': relation.identifier ~ '__new'}) -%}
    {%- set former = relation.incorporate(path={'identifier': relation.identifier ~ '__former'}) -%}
    {%- set statements = ['drop table if exists ' ~ new, create_like(new, by)] -%}
    {%- do statements.append('insert into ' ~ new ~ ' select * from ' ~ by) -%}
    {%- if exists -%}
        {%- do statements.append('alter table ' ~ relation ~ ' rename to ' ~ adapter.quote(former.identifier)) -%}
    {%- endif -%}
    {%- do statements.append('alter table ' ~ new ~ ' rename to ' ~ adapter.quote(relation.identifier)) -%}
    {%- if exists -%}
        {%- for grant in grants_on(relation) -%}
            {%- do statements.append(grant) -%}
        {%- endfor -%}
        {%- do statements.append('drop table ' ~ former) -%}
    {%- endif -%}
    {{ return(statements | join(';\n')) }}
{%- endmacro %}


{#- changed_rows_replaced(node, columns): statements that bring a published table to its candidate by the keys whose rows differ. The key
    is the primary key of the contract, or meta.published_by. Of a table that keeps the orders which a run does not touch, only
    the rows are compared that the run computed. -#}
{% macro changed_rows_replaced(node, columns) -%}
    {%- set keeps_orders = node.config.materialized == 'incremental' and node.config.incremental_strategy == 'changed_orders' -%}
    {%- set scope = scope_of(node) if keeps_orders else none -%}
    {{ return(rows_replaced(published_of(node), candidate_of(node), columns, published_key(node), scope, both=true)) }}
{%- endmacro %}


{#- rows_replaced(target, source, columns, keys, scope, both): statements that bring `target` to `source` by the keys whose rows differ:
    delete these keys, insert them anew. Rows that stay are not touched. scope: which rows are within reach (see scope_of),
    none for all rows; both: whether `source`, too, holds rows out of reach. -#}
{% macro rows_replaced(target, source, columns, keys, scope=none, both=false) -%}
    {%- set touched = adapter.quote(target.identifier ~ '__touched') -%}
    {%- set names, of_source, listed, found, same, matches, pairs, others = [], [], [], [], [], [], [], [] -%}
    {%- for key in keys -%}
        {%- set name = adapter.quote(key) -%}
        {%- do same.append(target ~ '.' ~ name ~ ' = ' ~ touched ~ '.' ~ name) -%}
        {%- do matches.append('renewed.' ~ name ~ ' = ' ~ touched ~ '.' ~ name) -%}
        {%- do pairs.append('former.' ~ name ~ ' = renewed.' ~ name) -%}
        {%- do found.append('coalesce(renewed.' ~ name ~ ', former.' ~ name ~ ') as ' ~ name) -%}
        {%- do listed.append(name) -%}
    {%- endfor -%}
    {%- for column in columns -%}
        {%- set name = adapter.quote(column) -%}
        {%- do names.append(name) -%}
        {%- do of_source.append('renewed.' ~ name) -%}
        {%- if column not in keys -%}
            {%- do others.append(is_other('former.' ~ name, 'renewed.' ~ name)) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set all_columns, key = names | join(', '), listed[0] -%}
    {%- set every = 'select ' ~ all_columns ~ ' from ' -%}
    {%- set before = in_scope(target, columns, scope) if scope else every ~ target -%}
    {%- set after = in_scope(source, columns, scope) if scope and both else every ~ source -%}
    {{ return([
        'drop table if exists ' ~ touched,
        'create temporary table ' ~ touched ~ ' as select distinct ' ~ (found | join(', ')) ~ ' from ('
        ~ before ~ ') as former full outer join (' ~ after ~ ') as renewed on ' ~ (pairs | join(' and '))
        ~ ' where former.' ~ key ~ ' is null or renewed.' ~ key ~ ' is null'
        ~ (' or ' if others) ~ (others | join(' or ')),
        'delete from ' ~ target ~ ' using ' ~ touched ~ ' where ' ~ (same | join(' and ')),
        'insert into ' ~ target ~ ' (' ~ all_columns ~ ') select ' ~ (of_source | join(', ')) ~ ' from ' ~ source
        ~ ' as renewed inner join ' ~ touched ~ ' on ' ~ (matches | join(' and ')),
        'drop table ' ~ touched
    ] | join(';\n')) }}
{%- endmacro %}


{#- published_key(node): the columns by which the rows of a mart or report are told apart. -#}
{% macro published_key(node) -%}
    {%- if node.config.meta.published_by -%}
        {{ return(node.config.meta.published_by) }}
    {%- endif -%}
    {%- set keys = [] -%}
    {%- for column in node.columns.values() -%}
        {%- for constraint in column.constraints if constraint.type == 'primary_key' -%}
            {%- do keys.append(column.name) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if not keys -%}
        {{ exceptions.raise_compiler_error(
            node.name ~ ' has no primary key and no meta.published_by: nothing says which rows replace which.'
        ) }}
    {%- endif -%}
    {{ return(keys) }}
{%- endmacro %}
