with

amazon_lines as (
    select * from {{ ref('int_orders__amazon_lines') }}
),

lines_settled as (
    select * from {{ ref('int_settlements__lines_settled') }}
),

settlement_units as (
    select * from {{ ref('int_settlements__units') }}
),

told as (
    select
        settlement_units.store,
        settlement_units.order_id,
        settlement_units.sku,
        settlement_units.posted_date,
        settlement_units.batch_id,
        settlement_units.quantity,
        row_number() over (
            partition by
                settlement_units.store, settlement_units.order_id, settlement_units.sku
            order by settlement_units.posted_date, settlement_units.batch_id
        ) as place,
        sum(settlement_units.quantity) over (
            partition by
                settlement_units.store, settlement_units.order_id, settlement_units.sku
            order by settlement_units.posted_date, settlement_units.batch_id
            rows between unbounded preceding and current row
        ) as settled_to
    from settlement_units
    where settlement_units.event_type = 'sale'
        and settlement_units.quantity <> 0
),

final as (
    -- A settlement may tell the price of a line and no units: then it tells the whole line. What
    -- was told first stands with the first units.
    select
        amazon_lines.order_line_key,
        amazon_lines.quantity,
        coalesce(told.place, 1) as place,
        cast(coalesce(told.settled_to - told.quantity, 0) as bigint) as settled_from,
        cast(coalesce(told.settled_to, 0) as bigint) as settled_to,
        case
            when told.place > 1 then told.batch_id
            else least(
                    lines_settled.first_batch_id,
                    coalesce(told.batch_id, lines_settled.first_batch_id)
                )
        end as batch_id,
        case
            when told.place > 1 then told.posted_date
            else least(
                    lines_settled.first_posted_date,
                    coalesce(told.posted_date, lines_settled.first_posted_date)
                )
        end as posted_date
    from amazon_lines
    inner join lines_settled
        on amazon_lines.store = lines_settled.store
        and amazon_lines.order_id = lines_settled.order_id
        and amazon_lines.sku = lines_settled.sku
    left join told
        on amazon_lines.store = told.store
        and amazon_lines.order_id = told.order_id
        and amazon_lines.sku = told.sku
)

select * from final
