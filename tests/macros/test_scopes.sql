-- Property: a row of an incremental table is of the order that it names, and a settlement row that
-- names the merchant's order alone is of that one.
-- Who relies on it: every run that computes the orders that changed and leaves the others.
-- What would go wrong silently: rows of an order that a run does not compute would be taken out, as
-- those of no order are, and none put in.
{%- set cases = [
    ('fact_settlement_lines', 'coalesce(told.order_id, told.merchant_order_id)', 'false'),
    ('fact_ledger_events', 'told.order_id', "told.event_type = 'ad_spend'"),
    ('int_orders__order_lines', 'told.order_id', 'false')
] %}
with

cases as (
    {%- for name, order_id, anew in cases %}
    {%- set scope = scope_of(graph.nodes['model.' ~ project_name ~ '.' ~ name]) if execute else {} %}
    {{ 'union all' if not loop.first }}
    select
        {{ dbt.string_literal(name) }} as model,
        {{ dbt.string_literal(dbt.escape_single_quotes(scope.order_id | string)) }} as order_id,
        {{ dbt.string_literal(dbt.escape_single_quotes(order_id)) }} as expected_order_id,
        {{ dbt.string_literal(dbt.escape_single_quotes(scope.anew | string)) }} as anew,
        {{ dbt.string_literal(dbt.escape_single_quotes(anew)) }} as expected_anew
    {%- endfor %}
)

select * from cases
where cases.order_id <> cases.expected_order_id
    or cases.anew <> cases.expected_anew
