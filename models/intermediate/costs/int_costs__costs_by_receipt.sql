with

stock_taken as (
    select * from {{ ref('int_costs__stock_taken') }}
),

fifo_costs as (
    select * from {{ ref('int_costs__fifo_costs') }}
),

average_costs as (
    select * from {{ ref('int_costs__average_costs') }}
),

receipts_in_books as (
    select * from {{ ref('int_costs__receipts_in_books') }}
),

costs as (
    select * from fifo_costs
    union all
    select * from average_costs
),

books as (
    select 'newest' as book
    union all
    select 'closing' as book
    where {{ var('closed_through') is not none }}
),

spans as (
    -- An average has a row per currency for the same units.
    select
        costs.order_line_key,
        costs.book,
        costs.cost_sku,
        costs.units_from,
        max(costs.units_to) - costs.units_from as units
    from costs
    group by costs.order_line_key, costs.book, costs.cost_sku, costs.units_from
),

units_per_line as (
    select
        spans.order_line_key,
        spans.book,
        spans.cost_sku,
        sum(spans.units) as units
    from spans
    group by spans.order_line_key, spans.book, spans.cost_sku
),

known as (
    select
        costs.order_line_key,
        costs.book,
        costs.cost_sku,
        stock_taken.units_each,
        cast(costs.units_from as bigint) as units_from,
        cast(costs.units_to as bigint) as units_to,
        costs.unit_cost,
        costs.currency,
        costs.receipt_key as unit_cost_row_id,
        receipts_in_books.source_file,
        receipts_in_books.source_line,
        receipts_in_books.batch_id
    from costs
    inner join stock_taken
        on costs.order_line_key = stock_taken.order_line_key
        and costs.cost_sku = stock_taken.cost_sku
    inner join receipts_in_books
        on costs.receipt_key = receipts_in_books.receipt_key
        and costs.stock_book = receipts_in_books.book
),

missing as (
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
        cast(null as integer) as source_line,
        cast(null as {{ dbt.type_string() }}) as batch_id
    from stock_taken
    cross join books
    left join units_per_line
        on stock_taken.order_line_key = units_per_line.order_line_key
        and stock_taken.cost_sku = units_per_line.cost_sku
        and books.book = units_per_line.book
    where stock_taken.units > coalesce(units_per_line.units, 0)
),

final as (
    select * from known
    union all
    select * from missing
)

select * from final
