with

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

aliases_known as (
    select * from {{ ref('int_products__aliases_known') }}
),

stock_lost as (
    select * from {{ ref('int_costs__stock_lost') }}
),

lines_known_by_settlement as (
    select * from {{ ref('int_orders__lines_known_by_settlement') }}
),

batches as (
    select * from {{ ref('int_changes__batches') }}
),

fiscal_periods as (
    select * from {{ ref('stg_reference__fiscal_periods') }}
),

first_told as (
    select
        lines_known_by_settlement.order_line_key,
        min(lines_known_by_settlement.known_batch_id) as known_batch_id,
        min(lines_known_by_settlement.known_date) as known_date
    from lines_known_by_settlement
    group by lines_known_by_settlement.order_line_key
),

goods as (
    -- What was sold or lost and has to have cost something: tips and gift cards have no cost.
    select
        order_lines.order_line_key,
        true as is_sold,
        order_lines.store,
        order_lines.sku,
        order_lines.marketplace_name,
        order_lines.sale_date,
        order_lines.quantity,
        first_told.known_batch_id,
        coalesce(first_told.known_date, order_lines.sale_date) as known_date
    from order_lines
    left join first_told
        on order_lines.order_line_key = first_told.order_line_key
    where order_lines.is_counted
        and order_lines.line_kind = 'merchandise'
    union all
    select
        stock_lost.stock_lost_key as order_line_key,
        false as is_sold,
        stock_lost.store,
        stock_lost.sku,
        cast(null as {{ dbt.type_string() }}) as marketplace_name,
        stock_lost.lost_date as sale_date,
        stock_lost.quantity,
        stock_lost.known_batch_id,
        stock_lost.lost_date as known_date
    from stock_lost
),

goods_booked as (
    select
        goods.*,
        {{ booked_day(
            'goods.sale_date', 'goods.known_date', 'batches.closed_until', 'batches.dated_until'
        ) }} as booked_date
    from goods
    left join batches
        on goods.known_batch_id = batches.batch_id
),

in_books as (
    select
        goods.order_line_key,
        'newest' as book,
        cast(null as integer) as fiscal_year,
        cast(null as integer) as fiscal_period,
        {{ latest_moment() }} as known_by
    from goods
    union all
    -- A closed period keeps what was known when it was closed. When nobody wrote that down, it is
    -- what the day of the sale knew. What came too late costs what the period knows that has it.
    select
        goods_booked.order_line_key,
        'closing' as book,
        fiscal_periods.fiscal_year,
        fiscal_periods.fiscal_period,
        case
            when {{ is_closed('goods_booked.booked_date') }} then fiscal_periods.closed_at
            else {{ latest_moment() }}
        end as known_by
    from goods_booked
    left join fiscal_periods
        on goods_booked.booked_date >= fiscal_periods.starts_on
        and goods_booked.booked_date <= fiscal_periods.ends_on
    where {{ is_closed('goods_booked.sale_date') }}
),

aliases as (
    select
        in_books.order_line_key,
        in_books.book,
        aliases_known.cost_sku,
        aliases_known.known_from,
        aliases_known.known_to,
        {{ knowledge_of_day(
            'in_books.known_by', 'goods.sale_date',
            'min(aliases_known.known_from) over ('
            'partition by in_books.order_line_key, in_books.book)'
        ) }} as known_by
    from in_books
    inner join goods
        on in_books.order_line_key = goods.order_line_key
    inner join aliases_known
        on goods.store = aliases_known.store
        and goods.sku = aliases_known.sku
),

final as (
    select
        goods.order_line_key,
        in_books.book,
        goods.is_sold,
        goods.store,
        goods.sku,
        coalesce(aliases.cost_sku, goods.sku) as cost_sku,
        goods.marketplace_name,
        goods.sale_date,
        goods.quantity,
        in_books.fiscal_year,
        in_books.fiscal_period,
        in_books.known_by
    from in_books
    inner join goods
        on in_books.order_line_key = goods.order_line_key
    left join aliases
        on in_books.order_line_key = aliases.order_line_key
        and in_books.book = aliases.book
        and {{ is_known_at('aliases', 'aliases.known_by') }}
)

select * from final
