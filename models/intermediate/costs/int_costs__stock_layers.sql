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

books as (
    select
        receipts_in_books.book,
        receipts_in_books.store,
        receipts_in_books.cost_sku
    from receipts_in_books
    group by receipts_in_books.book, receipts_in_books.store, receipts_in_books.cost_sku
),

unioned as (
    select
        receipts_in_books.book,
        'receipt' as layer_kind,
        receipts_in_books.receipt_key as layer_key,
        receipts_in_books.store,
        receipts_in_books.cost_sku,
        receipts_in_books.stocked_on as layer_date,
        receipts_in_books.received_at,
        receipts_in_books.sort_key,
        receipts_in_books.source_file,
        cast(receipts_in_books.source_line as bigint) as source_line,
        cast(receipts_in_books.quantity as bigint) as units,
        cast(null as bigint) as origin_from
    from receipts_in_books
    where '{{ cogs_method() }}' = 'fifo'
    union all
    -- What comes back sellable goes into stock behind what is there, at the cost of the units that
    -- it is.
    select
        books.book,
        'return' as layer_kind,
        {{ hash_key([
            "stock_taken.order_line_key", "stock_taken.cost_sku", "goods_returned.units_from"
        ]) }} as layer_key,
        stock_taken.store,
        stock_taken.cost_sku,
        goods_returned.return_date as layer_date,
        cast(null as {{ dbt.type_timestamp() }}) as received_at,
        stock_taken.order_line_key as sort_key,
        cast(null as {{ dbt.type_string() }}) as source_file,
        cast(goods_returned.units_from as bigint) as source_line,
        cast(
            (goods_returned.units_to - goods_returned.units_from) * stock_taken.units_each
            as bigint
        ) as units,
        cast(
            stock_taken.taken_before + goods_returned.units_from * stock_taken.units_each as bigint
        ) as origin_from
    from goods_returned
    inner join stock_taken
        on goods_returned.order_line_key = stock_taken.order_line_key
    inner join books
        on stock_taken.store = books.store
        and stock_taken.cost_sku = books.cost_sku
    where goods_returned.is_sellable
        and '{{ cogs_method() }}' = 'fifo'
),

placed as (
    select
        unioned.*,
        cast(
            sum(unioned.units) over (
                partition by unioned.book, unioned.store, unioned.cost_sku
                order by
                    unioned.layer_date, unioned.layer_kind, unioned.received_at nulls last,
                    unioned.sort_key, unioned.source_file nulls last, unioned.source_line
                rows between unbounded preceding and current row
            ) as bigint
        ) as layer_to
    from unioned
),

final as (
    select
        placed.book,
        placed.layer_kind,
        placed.layer_key,
        placed.store,
        placed.cost_sku,
        placed.layer_date,
        placed.units,
        placed.layer_to - placed.units as layer_from,
        placed.layer_to,
        placed.layer_to - placed.units - placed.origin_from as shift
    from placed
)

select * from final
