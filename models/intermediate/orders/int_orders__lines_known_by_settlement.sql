with

amazon_lines as (
    select * from {{ ref('int_orders__amazon_lines') }}
),

amazon_order_rows as (
    select * from {{ ref('int_orders__amazon_order_rows') }}
),

lines_settled as (
    select * from {{ ref('int_settlements__lines_settled') }}
),

settlement_units as (
    select * from {{ ref('int_settlements__units') }}
),

lines_shipped as (
    select amazon_order_rows.order_line_key
    from amazon_order_rows
    where amazon_order_rows.is_shipped
    group by amazon_order_rows.order_line_key
),

units_told as (
    -- While no period is closed it does not matter which batch told a unit: the first tells all.
    select
        settlement_units.store,
        settlement_units.order_id,
        settlement_units.sku,
        {%- if books_are_kept() %}
        settlement_units.batch_id,
        {%- else %}
        min(settlement_units.batch_id) as batch_id,
        {%- endif %}
        min(settlement_units.posted_date) as posted_date,
        sum(settlement_units.quantity) as units
    from settlement_units
    where settlement_units.event_type = 'sale'
    group by
        settlement_units.store, settlement_units.order_id, settlement_units.sku
        {{- ', settlement_units.batch_id' if books_are_kept() }}
    having sum(settlement_units.quantity) <> 0
),

told_so_far as (
    -- No order report says that these were sold: they count since a settlement told their price.
    select
        amazon_lines.order_line_key,
        amazon_lines.quantity as line_quantity,
        units_told.batch_id,
        units_told.posted_date,
        lines_settled.first_batch_id,
        lines_settled.first_posted_date,
        sum(units_told.units) over (
            partition by amazon_lines.order_line_key
            order by units_told.batch_id
            rows between unbounded preceding and current row
        ) as units,
        row_number() over (
            partition by amazon_lines.order_line_key order by units_told.batch_id
        ) as place,
        row_number() over (
            partition by amazon_lines.order_line_key order by units_told.batch_id desc nulls last
        ) as place_from_last
    from amazon_lines
    inner join lines_settled
        on amazon_lines.store = lines_settled.store
        and amazon_lines.order_id = lines_settled.order_id
        and amazon_lines.sku = lines_settled.sku
    left join lines_shipped
        on amazon_lines.order_line_key = lines_shipped.order_line_key
    left join units_told
        on amazon_lines.store = units_told.store
        and amazon_lines.order_id = units_told.order_id
        and amazon_lines.sku = units_told.sku
    where lines_shipped.order_line_key is null
),

reached as (
    -- A settlement may tell a price and no units: the first to tell of the line knows the first.
    select
        told_so_far.order_line_key,
        told_so_far.place,
        case
            when told_so_far.place = 1
                then least(told_so_far.batch_id, told_so_far.first_batch_id)
            else told_so_far.batch_id
        end as known_batch_id,
        case
            when told_so_far.place = 1
                then least(told_so_far.posted_date, told_so_far.first_posted_date)
            else told_so_far.posted_date
        end as known_date,
        case
            when told_so_far.place_from_last = 1 then told_so_far.line_quantity
            else
                cast(
                    least(greatest(told_so_far.units, 0), told_so_far.line_quantity) as bigint
                )
        end as units_to
    from told_so_far
),

spans as (
    select
        reached.*,
        lag(reached.units_to) over (
            partition by reached.order_line_key order by reached.place
        ) as reached_before
    from reached
),

final as (
    select
        spans.order_line_key,
        spans.known_batch_id,
        spans.known_date,
        spans.units_to - coalesce(spans.reached_before, 0) as quantity,
        coalesce(spans.reached_before, 0) as units_from,
        spans.units_to
    from spans
)

select * from final
