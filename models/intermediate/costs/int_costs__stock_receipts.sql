with

receipts_in_books as (
    select * from {{ ref('int_costs__receipts_in_books') }}
),

stock_taken as (
    select * from {{ ref('int_costs__stock_taken') }}
),

goods_returned as (
    select * from {{ ref('int_costs__goods_returned') }}
),

movements as (
    select
        stock_taken.store,
        stock_taken.cost_sku,
        stock_taken.sale_date as moved_on,
        -stock_taken.units as units
    from stock_taken
    union all
    select
        stock_taken.store,
        stock_taken.cost_sku,
        goods_returned.return_date as moved_on,
        (goods_returned.units_to - goods_returned.units_from) * stock_taken.units_each as units
    from goods_returned
    inner join stock_taken
        on goods_returned.order_line_key = stock_taken.order_line_key
    where goods_returned.is_sellable
),

movements_per_day as (
    select
        movements.store,
        movements.cost_sku,
        movements.moved_on,
        sum(movements.units) as units
    from movements
    group by movements.store, movements.cost_sku, movements.moved_on
),

numbered as (
    select
        receipts_in_books.book,
        receipts_in_books.receipt_key,
        receipts_in_books.store,
        receipts_in_books.cost_sku,
        receipts_in_books.stocked_on,
        receipts_in_books.currency,
        receipts_in_books.quantity as units,
        receipts_in_books.landed_unit_cost,
        row_number() over (
            partition by receipts_in_books.book, receipts_in_books.store, receipts_in_books.cost_sku
            order by
                receipts_in_books.stocked_on, receipts_in_books.received_at,
                receipts_in_books.sort_key, receipts_in_books.source_file,
                receipts_in_books.source_line
        ) as step_number,
        sum(receipts_in_books.quantity) over (
            partition by receipts_in_books.book, receipts_in_books.store, receipts_in_books.cost_sku
            order by
                receipts_in_books.stocked_on, receipts_in_books.received_at,
                receipts_in_books.sort_key, receipts_in_books.source_file,
                receipts_in_books.source_line
            rows between unbounded preceding and current row
        ) as received_so_far
    from receipts_in_books
    where '{{ cogs_method() }}' = 'weighted_average'
),

moved_before as (
    select
        numbered.book,
        numbered.receipt_key,
        sum(movements_per_day.units) as units
    from numbered
    inner join movements_per_day
        on numbered.store = movements_per_day.store
        and numbered.cost_sku = movements_per_day.cost_sku
        and numbered.stocked_on > movements_per_day.moved_on
    group by numbered.book, numbered.receipt_key
),

final as (
    -- Goods are received in the morning: what is sold or comes back that day finds them in stock.
    select
        numbered.book,
        numbered.receipt_key,
        numbered.store,
        numbered.cost_sku,
        numbered.step_number,
        numbered.stocked_on,
        lead(numbered.stocked_on) over (
            partition by numbered.book, numbered.store, numbered.cost_sku
            order by numbered.step_number
        ) as next_stocked_on,
        numbered.currency,
        cast(numbered.units as bigint) as units,
        numbered.landed_unit_cost,
        cast(numbered.received_so_far as bigint) as received_so_far,
        cast(
            greatest(
                numbered.received_so_far - numbered.units + coalesce(moved_before.units, 0), 0
            ) as bigint
        ) as stock_before
    from numbered
    left join moved_before
        on numbered.book = moved_before.book
        and numbered.receipt_key = moved_before.receipt_key
)

select * from final
