with

costs_by_date as (
    select * from {{ ref('int_costs__costs_by_date') }}
),

costs_by_receipt as (
    select * from {{ ref('int_costs__costs_by_receipt') }}
),

unioned as (
    -- Only the method that the variable names has rows.
    select * from costs_by_date
    union all
    select * from costs_by_receipt
),

in_books as (
    select
        unioned.*,
        max(case when unioned.book = 'closing' then 1 else 0 end) over (
            partition by unioned.order_line_key
        ) as has_closing_cost
    from unioned
),

final as (
    select
        {{ hash_key([
            "in_books.order_line_key", "in_books.cost_sku", "in_books.units_from",
            "in_books.currency"
        ]) }} as cost_part_key,
        in_books.order_line_key,
        in_books.book,
        in_books.book = case
            when in_books.has_closing_cost = 1 and not {{ var('restate_closed_periods') }}
                then 'closing'
            else 'newest'
        end as is_booked,
        in_books.cost_sku,
        in_books.unit_cost_row_id,
        in_books.unit_cost is not null as is_known,
        in_books.currency,
        in_books.units_each,
        in_books.units_from,
        in_books.units_to,
        in_books.unit_cost,
        case
            when in_books.unit_cost is null then cast(0 as numeric(18, 4))
            else {{ cost_of_units(
                'in_books.units_to - in_books.units_from', 'in_books.unit_cost'
            ) }}
        end as cost_amount,
        in_books.source_file,
        in_books.source_line,
        in_books.batch_id
    from in_books
)

select * from final
