{#- stock_cost_columns(pieces, averages): the last steps of a method that costs units by goods received, as CTEs of which the last is `final`:
    the units that have a cost, by receipt, and how many of each line have none.

    pieces: CTE of order_line_key, book, cost_sku, receipt_key, units_from, units_to. averages: CTE with the average
    cost in each currency after a receipt, where that is what a unit costs. Reads stock_taken, receipts_in_books. -#}
{% macro stock_cost_columns(pieces, averages=none) -%}
{%- set costs = averages or 'receipts_in_books' -%}
books as (
    select 'newest' as book
    union all
    select 'closing' as book
    where {{ var('closed_through') is not none }}
),

units_per_line as (
    select
        {{ pieces }}.order_line_key,
        {{ pieces }}.book,
        {{ pieces }}.cost_sku,
        sum({{ pieces }}.units_to - {{ pieces }}.units_from) as units
    from {{ pieces }}
    group by {{ pieces }}.order_line_key, {{ pieces }}.book, {{ pieces }}.cost_sku
),

final as (
    select
        {{ pieces }}.order_line_key,
        {{ pieces }}.book,
        {{ pieces }}.cost_sku,
        stock_taken.units_each,
        cast({{ pieces }}.units_from as bigint) as units_from,
        cast({{ pieces }}.units_to as bigint) as units_to,
        cast({{ costs }}.{{ 'average_cost' if averages else 'landed_unit_cost' }} as numeric(24, 10)) as unit_cost,
        {{ costs }}.currency,
        receipts_in_books.receipt_key as unit_cost_row_id,
        receipts_in_books.source_file,
        receipts_in_books.source_line,
        receipts_in_books.batch_id
    from {{ pieces }}
    inner join stock_taken
        on {{ pieces }}.order_line_key = stock_taken.order_line_key
        and {{ pieces }}.cost_sku = stock_taken.cost_sku
    inner join receipts_in_books
        on {{ pieces }}.receipt_key = receipts_in_books.receipt_key
        and {{ pieces }}.book = receipts_in_books.book
    {%- if averages %}
    inner join {{ averages }}
        on {{ pieces }}.receipt_key = {{ averages }}.receipt_key
        and {{ pieces }}.book = {{ averages }}.book
    {%- endif %}
    union all
    -- Units sold beyond those received have no cost.
    select
        stock_taken.order_line_key,
        books.book,
        stock_taken.cost_sku,
        stock_taken.units_each,
        cast(0 as bigint) as units_from,
        cast(stock_taken.units - coalesce(units_per_line.units, 0) as bigint) as units_to,
        cast(null as numeric(24, 10)) as unit_cost,
        cast(null as {{ dbt.type_string() }}) as currency,
        cast(null as {{ dbt.type_string() }}) as unit_cost_row_id,
        cast(null as {{ dbt.type_string() }}) as source_file,
        cast(null as bigint) as source_line,
        cast(null as {{ dbt.type_string() }}) as batch_id
    from stock_taken
    cross join books
    left join units_per_line
        on stock_taken.order_line_key = units_per_line.order_line_key
        and stock_taken.cost_sku = units_per_line.cost_sku
        and books.book = units_per_line.book
    where stock_taken.units > coalesce(units_per_line.units, 0)
)
{%- endmacro %}
