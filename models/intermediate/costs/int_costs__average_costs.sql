with

stock_taken as (
    select * from {{ ref('int_costs__stock_taken') }}
),

stock_receipts as (
    select * from {{ ref('int_costs__stock_receipts') }}
),

stock_averages as (
    select * from {{ ref('int_costs__stock_averages') }}
),

goods_returned as (
    select * from {{ ref('int_costs__goods_returned') }}
),

returned_per_day as (
    select
        stock_taken.store,
        stock_taken.cost_sku,
        goods_returned.return_date,
        sum(
            (goods_returned.units_to - goods_returned.units_from) * stock_taken.units_each
        ) as units
    from goods_returned
    inner join stock_taken
        on goods_returned.order_line_key = stock_taken.order_line_key
    where goods_returned.is_sellable
    group by stock_taken.store, stock_taken.cost_sku, goods_returned.return_date
),

returned_before as (
    select
        stock_taken.order_line_key,
        stock_taken.cost_sku,
        sum(returned_per_day.units) as units
    from stock_taken
    inner join returned_per_day
        on stock_taken.store = returned_per_day.store
        and stock_taken.cost_sku = returned_per_day.cost_sku
        and stock_taken.sale_date >= returned_per_day.return_date
    group by stock_taken.order_line_key, stock_taken.cost_sku
),

served as (
    -- The last receipt until the day of the sale, and how many units of the line were there.
    select
        stock_taken.order_line_key,
        stock_taken.cost_sku,
        stock_receipts.book,
        stock_receipts.receipt_key,
        cast(0 as bigint) as units_from,
        least(
            stock_receipts.received_so_far + coalesce(returned_before.units, 0)
            - stock_taken.taken_before,
            stock_taken.units
        ) as units_to
    from stock_taken
    inner join stock_receipts
        on stock_taken.store = stock_receipts.store
        and stock_taken.cost_sku = stock_receipts.cost_sku
        and stock_receipts.book in ('newest', stock_taken.closing_book)
        and stock_taken.sale_date >= stock_receipts.stocked_on
        and stock_taken.sale_date < coalesce(stock_receipts.next_stocked_on, {{ far_future() }})
    left join returned_before
        on stock_taken.order_line_key = returned_before.order_line_key
        and stock_taken.cost_sku = returned_before.cost_sku
),

final as (
    select
        served.order_line_key,
        case when served.book = 'newest' then 'newest' else 'closing' end as book,
        served.book as stock_book,
        served.cost_sku,
        served.receipt_key,
        stock_averages.currency,
        cast(stock_averages.average_cost as numeric(24, 10)) as unit_cost,
        served.units_from,
        cast(served.units_to as bigint) as units_to
    from served
    inner join stock_averages
        on served.receipt_key = stock_averages.receipt_key
        and served.book = stock_averages.book
    where served.units_to > 0
)

select * from final
