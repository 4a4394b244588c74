with

costs_to_find as (
    select * from {{ ref('int_costs__costs_to_find') }}
),

receipts_in_books as (
    select * from {{ ref('int_costs__receipts_in_books') }}
),

goods_sold as (
    select * from {{ ref('int_costs__goods_sold') }}
),

stocked as (
    select
        receipts_in_books.store,
        receipts_in_books.cost_sku
    from receipts_in_books
    where receipts_in_books.book = 'newest'
    group by receipts_in_books.store, receipts_in_books.cost_sku
),

found as (
    select
        costs_to_find.order_line_key,
        costs_to_find.store,
        costs_to_find.sku_role,
        costs_to_find.cost_sku,
        costs_to_find.sale_date,
        costs_to_find.quantity,
        costs_to_find.units_each,
        max(
            case
                when costs_to_find.sku_role = 'own' and stocked.cost_sku is not null then 1 else 0
            end
        ) over (partition by costs_to_find.order_line_key) as has_own_stock,
        max(case when costs_to_find.sku_role = 'component' then 1 else 0 end) over (
            partition by costs_to_find.order_line_key
        ) as is_bundle
    from costs_to_find
    left join stocked
        on costs_to_find.store = stocked.store
        and costs_to_find.cost_sku = stocked.cost_sku
    where costs_to_find.book = 'newest'
        and '{{ cogs_method() }}' <> 'effective_date'
),

taken as (
    -- A bundle that is not received as such takes its components from stock.
    select
        found.order_line_key,
        found.store,
        found.cost_sku,
        found.sale_date,
        found.units_each,
        cast(found.quantity * found.units_each as bigint) as units
    from found
    where (found.sku_role = 'own' and (found.has_own_stock = 1 or found.is_bundle = 0))
        or (found.sku_role = 'component' and found.has_own_stock = 0)
),

books_apart as (
    -- A closed period costs goods at what it knew of them, where that was something else.
    select
        receipts_in_books.store,
        receipts_in_books.cost_sku,
        receipts_in_books.book,
        receipts_in_books.closed_at
    from receipts_in_books
    where receipts_in_books.closed_at is not null
    group by
        receipts_in_books.store, receipts_in_books.cost_sku, receipts_in_books.book,
        receipts_in_books.closed_at
),

final as (
    select
        taken.order_line_key,
        taken.store,
        taken.cost_sku,
        taken.sale_date,
        taken.units_each,
        taken.units,
        cast(
            sum(taken.units) over (
                partition by taken.store, taken.cost_sku
                order by taken.sale_date, taken.order_line_key
                rows between unbounded preceding and current row
            ) - taken.units as bigint
        ) as taken_before,
        coalesce(books_apart.book, 'closing') as closing_book
    from taken
    left join goods_sold
        on taken.order_line_key = goods_sold.order_line_key
        and goods_sold.book = 'closing'
    left join books_apart
        on taken.store = books_apart.store
        and taken.cost_sku = books_apart.cost_sku
        and goods_sold.known_by = books_apart.closed_at
)

select * from final
