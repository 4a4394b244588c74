{#- What the last build rested on, so that the next one computes only what changed. Small tables in the target's own schema, made by
    open_gates and read as the source `built`:

    orders_built    store, order_number, fingerprint: the state of each order that is in the ledger; 'open' from the moment a
                    run begins to compute it until what it computed is published
    rates_used      store, order_number, currency, valid_on, rate: what the amounts of an order were translated with
    builds          signature: models, seeds and variables of the last build; state: how far the present one is
    run_items       what runs were made of, written after a run by commerce/runs.py; nothing is computed from it

    An order is computed again when its state differs from the one here. A run that fails leaves its orders open, so that the next
    one computes them again, whatever has landed in between. -#}
{% macro create_built_tables() -%}
    {{ return([
        'create table if not exists ' ~ state_table('orders_built')
        ~ ' (store varchar(256), order_number varchar(256), fingerprint varchar(256))',
        'create table if not exists ' ~ state_table('rates_used')
        ~ ' (store varchar(256), order_number varchar(256), currency varchar(3), valid_on date, rate varchar(256))',
        'create table if not exists ' ~ state_table('builds') ~ ' (signature varchar(64), state varchar(20))',
        'create table if not exists ' ~ state_table('run_items')
        ~ ' (run_id varchar(64), kind varchar(20), name varchar(512), status varchar(32), started_at timestamp, seconds numeric(18, 3),'
        ~ ' item_count bigint, rows_read bigint, rows_landed bigint, rows_quarantined bigint, detail varchar(1024))'
    ]) }}
{%- endmacro %}


{#- incremental_models(): the nodes that keep the rows of orders which a run does not touch. -#}
{% macro incremental_models() -%}
    {%- set found = [] -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.config.materialized == 'incremental' -%}
        {%- do found.append(node) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}


{#- build_signature(): what a build rests on beside landed rows: the text of every model and seed, and the variables. Macros are
    not in it: after a change of one, build with --full-refresh, as `python -m commerce run` does by itself. -#}
{% macro build_signature() -%}
    {%- set parts = [] -%}
    {%- for node in graph.nodes.values() if node.resource_type in ['model', 'seed'] -%}
        {%- do parts.append(node.unique_id ~ '=' ~ node.checksum.checksum) -%}
    {%- endfor -%}
    {%- for name in built_vars() -%}
        {%- do parts.append(name ~ '=' ~ var(name)) -%}
    {%- endfor -%}
    {{ return(local_md5(parts | sort | join('\n'))) }}
{%- endmacro %}

{% macro built_vars() -%}
    {{ return([
        'aged_charge_max_days', 'attribution_lookback_days', 'attribution_model', 'calendar_start', 'closed_through',
        'cogs_method', 'customer_lapsed_days', 'customer_value_min_cohorts', 'customer_value_months',
        'fee_break_even_price_max', 'fee_card_neighbor_days', 'fee_overmax_length_plus_girth_in',
        'fee_overmax_longest_in', 'fee_ship_lag_max_days', 'fee_volume_tolerance', 'fiscal_year_start_month',
        'fx_max_age_days', 'halo_adstock_rate', 'halo_adstock_weeks', 'halo_confidence_z', 'halo_periods_min',
        'halo_permutation_seed', 'halo_permutations', 'halo_plausible_effect', 'halo_power_z', 'halo_regions_min',
        'halo_unknown_spend_max', 'household_links', 'identity_max_component', 'identity_max_sharing', 'include_unverified_rates',
        'position_u_weights_ppm', 'position_w_weights_ppm', 'reimbursement_lead_max_days', 'reporting_currency',
        'restate_closed_periods', 'revenue_date', 'time_decay_half_life_days', 'tips_are_revenue'
    ]) }}
{%- endmacro %}


{#- everything_changed(): true when every order has to be computed: a full refresh, another text of the models, seeds or variables, an
    incremental model that is not there, or goods costed by receipts, where a sale takes from the stock that others left. -#}
{% macro everything_changed() -%}
    {%- if not execute or flags.FULL_REFRESH or cogs_method() != 'effective_date' -%}
        {{ return('true') }}
    {%- endif -%}
    {%- for node in incremental_models() -%}
        {#- A view was left by a model that was made anew until now. -#}
        {%- if (existing(candidate_of(node)) or {}).type != 'table' -%}
            {{ return('true') }}
        {%- endif -%}
    {%- endfor -%}
    {%- set rows = run_query('select signature from ' ~ state_table('builds')) -%}
    {{ return('false' if rows.columns[0].values() | list == [build_signature()] else 'true') }}
{%- endmacro %}


{#- open_orders(): the hook after int_changes__orders. From here on these orders are not built any more, and the build has begun. -#}
{% macro open_orders() -%}
    {%- if not execute -%}
        {{ return('') }}
    {%- endif -%}
    {%- set built = state_table('orders_built') -%}
    {{ return([
        'update ' ~ built ~ " set fingerprint = 'open' from " ~ this ~ ' as touched where ' ~ built
        ~ '.store = touched.store and ' ~ built ~ '.order_number = touched.order_number',
        'insert into ' ~ built ~ " (store, order_number, fingerprint) select touched.store, touched.order_number, 'open' from "
        ~ this ~ ' as touched left join ' ~ built ~ ' as built on touched.store = built.store'
        ~ ' and touched.order_number = built.order_number where built.order_number is null',
        'delete from ' ~ state_table('builds'),
        'insert into ' ~ state_table('builds') ~ " (signature, state) values ('" ~ build_signature() ~ "', 'open')"
    ] | join(';\n')) }}
{%- endmacro %}


{#- note_computed(results): after a run. The build counts as computed when the orders of this run went through every incremental model. -#}
{% macro note_computed(results) -%}
    {%- set done = [] -%}
    {%- for result in results if result.status == 'success' -%}
        {%- do done.append(result.node.name) -%}
    {%- endfor -%}
    {%- set missing = [] -%}
    {%- for name in ['int_changes__orders'] + incremental_models() | map(attribute='name') | list if name not in done -%}
        {%- do missing.append(name) -%}
    {%- endfor -%}
    {%- if not missing -%}
        {%- do run_in_one_transaction(["update " ~ state_table('builds') ~ " set state = 'computed' where state = 'open'"]) -%}
    {%- endif -%}
{%- endmacro %}


{#- remember_built(): once everything is published, the orders of the build are as built. -#}
{% macro remember_built() -%}
    {%- set rows = run_query('select state from ' ~ state_table('builds')) -%}
    {%- if rows.columns[0].values() | list != ['computed'] -%}
        {{ return('') }}
    {%- endif -%}
    {%- set built, used = state_table('orders_built'), state_table('rates_used') -%}
    {%- set touched = relation_of('int_changes__orders') -%}
    {%- set of_touched -%}
        using {{ touched }} as touched where {0}.store = touched.store and {0}.order_number = touched.order_number
    {%- endset -%}
    {#- A cost that closed books do not book is compared with the one that they do, at the same rate. -#}
    {%- set rates_noted -%}
        insert into {{ used }} (store, order_number, currency, valid_on, rate)
        select
            translated.store, translated.order_number, translated.currency, translated.valid_on,
            coalesce(max({{ rate_text('cross_rates') }}), 'none')
        from (
            select events.store, {{ order_number('events.order_id') }} as order_number, events.currency, events.fx_date as valid_on
            from {{ relation_of('int_ledger__events') }} as events
            where events.order_id is not null and events.event_type <> 'ad_spend' and events.currency <> events.reporting_currency
            union all
            select lines.store, {{ order_number('lines.order_id') }}, costs.currency, lines.sale_date
            from {{ relation_of('int_costs__order_line_costs') }} as costs
            inner join {{ relation_of('int_orders__order_lines') }} as lines on costs.order_line_key = lines.order_line_key
            inner join {{ touched }} as touched
                on lines.store = touched.store and {{ order_number('lines.order_id') }} = touched.order_number
            cross join {{ relation_of('int_fx__reporting_currency') }} as reporting
            where not costs.is_booked and costs.currency <> reporting.reporting_currency
        ) as translated
        left join {{ relation_of('int_fx__cross_rates') }} as cross_rates
            on translated.currency = cross_rates.currency and translated.valid_on = cross_rates.valid_on
        group by translated.store, translated.order_number, translated.currency, translated.valid_on
    {%- endset -%}
    {%- do run_in_one_transaction([
        'delete from ' ~ built ~ ' ' ~ of_touched.replace('{0}', built | string),
        'insert into ' ~ built ~ ' (store, order_number, fingerprint) select store, order_number, fingerprint from '
        ~ touched ~ ' where fingerprint is not null',
        'delete from ' ~ used ~ ' ' ~ of_touched.replace('{0}', used | string),
        rates_noted,
        'update ' ~ state_table('builds') ~ " set state = 'built'"
    ]) -%}
{%- endmacro %}

{% macro relation_of(name) -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.name == name -%}
        {{ return(candidate_of(node)) }}
    {%- endfor -%}
{%- endmacro %}


{#- scope_of(node): which rows of an incremental table every run computes again: those of its orders and of no order, by the column
    meta.order_id, or the first of several that is filled, and those that meet meta.anew, a condition on the row: advertising is placed
    anew by whatever touches are known. -#}
{% macro scope_of(node) -%}
    {%- set names = node.config.meta.order_id or 'order_id' -%}
    {%- set order_id = 'told.' ~ names if names is string else 'coalesce(told.' ~ (names | join(', told.')) ~ ')' -%}
    {{ return({'order_id': order_id, 'anew': node.config.meta.anew or 'false'}) }}
{%- endmacro %}


{#- in_scope(relation, columns, scope): the rows of an incremental table that a run computes again. -#}
{% macro in_scope(relation, columns, scope) -%}
    {%- set listed, order_id = [], scope.order_id -%}
    {%- for column in columns -%}
        {%- do listed.append('told.' ~ adapter.quote(column)) -%}
    {%- endfor -%}
    {{ return(
        'select ' ~ (listed | join(', ')) ~ ' from ' ~ relation ~ ' as told left join ' ~ relation_of('int_changes__orders')
        ~ ' as touched on told.store = touched.store and ' ~ order_number(order_id) ~ ' = touched.order_number where '
        ~ order_id ~ ' is null or touched.order_number is not null or ' ~ scope.anew
    ) }}
{%- endmacro %}


{#- get_incremental_changed_orders_sql(arg_dict): the incremental strategy `changed_orders`. Of the orders of this run, and of what belongs
    to no order, the rows that are other ones now are taken out and put in anew; no other row is touched. -#}
{% macro get_incremental_changed_orders_sql(arg_dict) -%}
    {%- set columns = arg_dict['dest_columns'] | map(attribute='name') | list -%}
    {{ return(rows_replaced(
        arg_dict['target_relation'], arg_dict['temp_relation'], columns,
        [arg_dict['unique_key']] if arg_dict['unique_key'] else published_key(model),
        scope_of(model)
    )) }}
{%- endmacro %}


{#- get_incremental_changed_rows_sql(arg_dict): the incremental strategy `changed_rows`, for a table whose rows any run may change: whose a
    sale is depends on visits that land later. All rows are computed; only those that are other ones now are exchanged. -#}
{% macro get_incremental_changed_rows_sql(arg_dict) -%}
    {%- set columns = arg_dict['dest_columns'] | map(attribute='name') | list -%}
    {{ return(rows_replaced(arg_dict['target_relation'], arg_dict['temp_relation'], columns, published_key(model))) }}
{%- endmacro %}
