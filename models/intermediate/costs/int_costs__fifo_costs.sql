with

stock_taken as (
    select * from {{ ref('int_costs__stock_taken') }}
),

stock_layers as (
    select * from {{ ref('int_costs__stock_layers') }}
),

receipts_in_books as (
    select * from {{ ref('int_costs__receipts_in_books') }}
),

goods_sold as (
    select * from {{ ref('int_costs__goods_sold') }}
),

pieces as (
    -- The n-th unit sold is the n-th unit of the stock.
    select
        stock_taken.order_line_key,
        stock_layers.book,
        stock_taken.store,
        stock_taken.cost_sku,
        stock_layers.layer_kind,
        stock_layers.layer_key,
        stock_layers.shift,
        cast(0 as bigint) as moved_by,
        greatest(stock_taken.taken_before, stock_layers.layer_from) as piece_from,
        least(stock_taken.taken_before + stock_taken.units, stock_layers.layer_to) as piece_to
    from stock_taken
    inner join stock_layers
        on stock_taken.store = stock_layers.store
        and stock_taken.cost_sku = stock_layers.cost_sku
        and stock_layers.book in ('newest', stock_taken.closing_book)
        and stock_taken.taken_before < stock_layers.layer_to
        and stock_taken.taken_before + stock_taken.units > stock_layers.layer_from
),

{{ trace_steps('pieces', 'stock_layers', hops=8, into='traced') }},

final as (
    -- A closed period does not know what was received after its books were closed.
    select
        traced.order_line_key,
        case when traced.book = 'newest' then 'newest' else 'closing' end as book,
        traced.book as stock_book,
        traced.cost_sku,
        receipts_in_books.receipt_key,
        receipts_in_books.currency,
        cast(receipts_in_books.landed_unit_cost as numeric(24, 10)) as unit_cost,
        traced.piece_from + traced.moved_by - stock_taken.taken_before as units_from,
        traced.piece_to + traced.moved_by - stock_taken.taken_before as units_to
    from traced
    inner join stock_taken
        on traced.order_line_key = stock_taken.order_line_key
        and traced.cost_sku = stock_taken.cost_sku
    inner join receipts_in_books
        on traced.layer_key = receipts_in_books.receipt_key
        and traced.book = receipts_in_books.book
    left join goods_sold
        on traced.order_line_key = goods_sold.order_line_key
        and goods_sold.book = 'closing'
        and traced.book <> 'newest'
    where traced.layer_kind = 'receipt'
        and (
            goods_sold.known_by is null
            or receipts_in_books.first_known_from <= goods_sold.known_by
        )
)

select * from final
