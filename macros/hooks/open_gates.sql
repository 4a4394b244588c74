{#- Write, audit, publish. Marts and reports are built as `<name>__candidate` and read by users as `<name>`. A candidate is
    published once every gate behind it has passed, all of them in one transaction; until then users read what was
    published before. Two small tables in the target's own schema keep the state:

    publications    relation, state: 'candidate' from the start of a build until it is published
    open_gates      node_id: models, tests and unit tests that were begun, or whose model was built anew, and have not passed since

    `dbt build` publishes at its end, `dbt run` leaves that to the `dbt test` after it, and `dbt retry` goes on where a run
    that failed or was killed had stopped. -#}
{% macro state_table(name) -%}
    {{ return(api.Relation.create(database=target.database, schema=target.schema, identifier=name)) }}
{%- endmacro %}


{#- published_models(): the nodes of marts and reports, by "schema.name", as `publications` has them. -#}
{% macro published_models() -%}
    {%- set found = {} -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' -%}
        {%- if is_published(node) -%}
            {%- do found.update({node.schema ~ '.' ~ node.name: node}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}


{#- open_gates(): the hook before a run. Rolls back what the last run did not publish of what this one builds, then notes what has
    to pass before anything is published. -#}
{% macro open_gates() -%}
    {%- if not execute or flags.WHICH not in ['build', 'run', 'test', 'seed', 'retry'] -%}
        {{ return('') }}
    {%- endif -%}
    {%- do run_in_one_transaction([
        'create schema if not exists ' ~ adapter.quote(target.schema),
        'create table if not exists ' ~ state_table('publications')
        ~ ' (relation varchar(500), state varchar(20), invocation_id varchar(64))',
        'create table if not exists ' ~ state_table('open_gates') ~ ' (node_id varchar(2000))'
    ] + create_built_tables()) -%}
    {%- if flags.WHICH != 'test' -%}
        {%- do refuse_half_a_refresh(selected_resources) -%}
        {%- do roll_back(selected_resources) -%}
        {%- do mark_as_open(selected_resources) -%}
    {%- endif -%}
{%- endmacro %}


{#- refuse_half_a_refresh(selected): raise when --full-refresh would make an incremental table of what the last run left in the models
    before it: the orders of that run and no others. -#}
{% macro refuse_half_a_refresh(selected) -%}
    {%- if not flags.FULL_REFRESH -%}
        {{ return('') }}
    {%- endif -%}
    {%- set before, after = {}, {} -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' -%}
        {%- do before.update({node.unique_id: node.depends_on.nodes}) -%}
        {%- for parent in node.depends_on.nodes -%}
            {%- do after.setdefault(parent, []).append(node.unique_id) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set of_a_run = reached_from('model.' ~ project_name ~ '.int_changes__orders', after) -%}
    {%- for node in incremental_models() if node.unique_id in selected -%}
        {%- for id in reached_from(node.unique_id, before) if id in of_a_run and id not in selected -%}
            {{ exceptions.raise_compiler_error(
                '--full-refresh of ' ~ node.name ~ ' without ' ~ id.split('.')[-1] ~ ' would keep the orders of the last run only: select +'
                ~ node.name ~ ', or everything.'
            ) }}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}


{#- reached_from(id, next): a node and all that follow from it, by a mapping from a node to the ones next to it. -#}
{% macro reached_from(id, next) -%}
    {%- set found, waiting = {id: true}, [id] -%}
    {%- for _ in graph.nodes if waiting -%}
        {%- for other in next.get(waiting.pop(), []) if other not in found -%}
            {%- do found.update({other: true}) -%}
            {%- do waiting.append(other) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}


{% macro gate_kinds() -%}
    {{ return(['model', 'seed', 'test', 'unit_test']) }}
{%- endmacro %}


{#- rests_on(node, selected): whether a node is built from any of these, directly or through others. -#}
{% macro rests_on(node, selected) -%}
    {%- set seen, waiting = {}, node.depends_on.nodes | list -%}
    {%- for _ in graph.nodes if waiting -%}
        {%- set id = waiting.pop() -%}
        {%- if id in selected -%}
            {{ return(true) }}
        {%- elif id not in seen and id in graph.nodes -%}
            {%- do seen.update({id: true}) -%}
            {%- do waiting.extend(graph.nodes[id].depends_on.nodes or []) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(false) }}
{%- endmacro %}


{#- mark_as_open(selected): note what a run builds, and every data test of it, as not passed yet. -#}
{% macro mark_as_open(selected) -%}
    {%- set opened, kinds, models = [], gate_kinds(), published_models() -%}
    {%- for id in selected if id.split('.')[0] in kinds -%}
        {%- do opened.append(id) -%}
    {%- endfor -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'test' -%}
        {%- for parent in node.depends_on.nodes if parent in selected and parent.split('.')[0] in ['model', 'seed'] -%}
            {%- do opened.append(node.unique_id) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for name in relations_in_state('candidate') if name in models -%}
        {%- set node = models[name] -%}
        {%- if node.unique_id not in selected and rests_on(node, selected) -%}
            {#- What it was built from is built anew: it must be, too. -#}
            {%- do opened.append(node.unique_id) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set statements = [] -%}
    {%- if opened -%}
        {%- set rows = [] -%}
        {%- for id in opened | unique -%}
            {%- do rows.append("('" ~ id ~ "')") -%}
        {%- endfor -%}
        {%- set gates = state_table('open_gates') -%}
        {%- if 'unit_test.' in (selected | join(' ')) -%}
            {#- Unit tests that are no more can never pass: of what is built with its unit tests, the present ones are noted anew. -#}
            {%- set theirs = ['1 = 0'] -%}
            {%- for id in selected if id.split('.')[0] == 'model' -%}
                {%- set prefix = id.replace('model.', 'unit_test.', 1) ~ '.' -%}
                {%- do theirs.append('substring(node_id, 1, ' ~ (prefix | length) ~ ") = '" ~ prefix ~ "'") -%}
            {%- endfor -%}
            {%- do statements.append('delete from ' ~ gates ~ ' where ' ~ (theirs | join(' or '))) -%}
        {%- endif -%}
        {%- do statements.append('delete from ' ~ gates ~ ' where node_id in (' ~ (rows | join(', ')) ~ ')') -%}
        {%- do statements.append('insert into ' ~ gates ~ ' (node_id) values ' ~ (rows | join(', '))) -%}
    {%- endif -%}
    {%- set notes = state_table('publications') -%}
    {%- for relation, node in models.items() if node.unique_id in selected -%}
        {%- do statements.append('delete from ' ~ notes ~ " where relation = '" ~ relation ~ "'") -%}
        {%- do statements.append(
            'insert into ' ~ notes ~ " (relation, state, invocation_id) values ('" ~ relation ~ "', 'candidate', '"
            ~ invocation_id ~ "')"
        ) -%}
    {%- endfor -%}
    {%- if statements -%}
        {%- do run_in_one_transaction(statements) -%}
    {%- endif -%}
{%- endmacro %}


{#- relations_in_state(state): the marts and reports in this state, as "schema.name". -#}
{% macro relations_in_state(state) -%}
    {%- set rows = run_query('select relation from ' ~ state_table('publications') ~ " where state = '" ~ state ~ "'") -%}
    {{ return(rows.columns[0].values() | list) }}
{%- endmacro %}


{#- roll_back(selected): make the candidates that the last run left unpublished equal to what is published, so that no build goes on
    from rows that failed a gate. -#}
{% macro roll_back(selected) -%}
    {%- set models = published_models() -%}
    {%- for relation in relations_in_state('candidate') if relation in models and models[relation].unique_id in selected -%}
        {%- set node = models[relation] -%}
        {%- set candidate, published = existing(candidate_of(node)), existing(published_of(node)) -%}
        {%- if candidate is not none and published is not none -%}
            {#- A view that was left in the candidate's place shows what is published. -#}
            {%- if candidate.type == 'table' -%}
                {%- do log('Rolling back ' ~ published.identifier ~ ': its candidate never passed its gates.', info=true) -%}
                {%- do run_in_one_transaction([replaced(candidate, published)]) -%}
            {%- endif -%}
        {%- elif candidate is not none -%}
            {%- do adapter.drop_relation(candidate) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}


{#- close_gates(results): the hook after a run. Takes off the list what has passed, and publishes when nothing is left on it. -#}
{% macro close_gates(results) -%}
    {%- if not execute or flags.WHICH not in ['build', 'run', 'test', 'seed', 'retry'] -%}
        {{ return('') }}
    {%- endif -%}
    {%- set seen, failed, kinds, gates = [], [], gate_kinds(), state_table('open_gates') -%}
    {%- for result in results -%}
        {%- set id = result.node.unique_id -%}
        {%- do seen.append("('" ~ id ~ "')") -%}
        {%- if result.status not in ['success', 'pass', 'warn', 'no-op'] and id.split('.')[0] in kinds -%}
            {%- do failed.append("('" ~ id ~ "')") -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if seen -%}
        {%- set statements = ['delete from ' ~ gates ~ ' where node_id in (' ~ (seen | join(', ')) ~ ')'] -%}
        {%- if failed -%}
            {%- do statements.append('insert into ' ~ gates ~ ' (node_id) values ' ~ (failed | join(', '))) -%}
        {%- endif -%}
        {%- do run_in_one_transaction(statements) -%}
    {%- endif -%}
    {%- do note_computed(results) -%}
    {%- set rows = run_query('select node_id from ' ~ state_table('open_gates') ~ ' order by node_id') -%}
    {%- set open = [] -%}
    {%- for id in rows.columns[0].values() if id in graph.nodes or id.split('.')[0] == 'unit_test' -%}
        {%- do open.append(id) -%}
    {%- endfor -%}
    {%- if open and relations_in_state('candidate') -%}
        {%- do log(
            'Nothing was published: ' ~ (open | length) ~ ' gates have not passed, among them ' ~ open[0] ~ '.', info=true
        ) -%}
    {%- elif not open -%}
        {%- do publish() -%}
        {%- do remember_built() -%}
    {%- endif -%}
{%- endmacro %}
