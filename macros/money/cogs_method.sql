{#- cogs_method(): how a unit sold gets its cost: effective_date, fifo or weighted_average. Any other value of the variable ends
    the build with a sentence. -#}
{% macro cogs_method() -%}
    {%- set method = var('cogs_method') -%}
    {%- if method not in ['effective_date', 'fifo', 'weighted_average'] -%}
        {{ exceptions.raise_compiler_error(
            "The variable cogs_method is '" ~ method ~ "': it must be effective_date, fifo or weighted_average."
        ) }}
    {%- endif -%}
    {{ return(method) }}
{%- endmacro %}


{#- require_receipts(): the hook before a run. First in, first out and the weighted average know a cost only from goods received:
    without any they would call every cost missing. -#}
{% macro require_receipts() -%}
    {%- if execute and flags.WHICH in ['build', 'run'] and cogs_method() != 'effective_date' -%}
        {%- set landed = api.Relation.create(
            database=target.database, schema='landing', identifier='costs__receipts'
        ) -%}
        {%- set rows = run_query('select count(*) from ' ~ landed) -%}
        {%- if rows.columns[0].values()[0] == 0 -%}
            {{ exceptions.raise_compiler_error(
                'cogs_method ' ~ var('cogs_method') ~ ' needs goods receipts, and none have landed: put a file with the header '
                ~ 'sku,received_at,quantity,unit_cost,currency under costs/receipts, or set cogs_method to effective_date.'
            ) }}
        {%- endif -%}
    {%- endif -%}
    {{ return('') }}
{%- endmacro %}
