with

shipping_costs as (
    select * from {{ ref('int_costs__shipping_costs') }}
),

shipping_allocated as (
    select * from {{ ref('int_costs__shipping_allocated') }}
),

bookings as (
    {{ bookings() }}
),

final as (
    -- A cost that finds no order is kept and listed; the account's own charges need none.
    select
        shipping_costs.store,
        case
            when shipping_allocated.order_line_key is null then 'account_charge'
            else 'shipping'
        end as event_type,
        shipping_costs.cost_date as event_date,
        shipping_costs.posted_date,
        shipping_costs.cost_date as fx_date,
        shipping_costs.named_order_number as order_id,
        shipping_allocated.order_line_key,
        shipping_costs.component,
        case
            when shipping_costs.is_counted or bookings.booking <> 'now' then 'shipping_cost'
        end as measure,
        case
            when not shipping_costs.is_counted and bookings.booking = 'now' then 'evidence'
            when shipping_allocated.order_line_key is not null then 'pnl'
            when shipping_costs.match_kind = 'account' then 'pnl'
            else 'unallocated'
        end as ledger_role,
        case
            when shipping_costs.component = 'shipping_cost_estimate' then 'estimated'
            else 'actual'
        end as basis,
        shipping_costs.currency,
        {{ booked_amount(
            money('-coalesce(shipping_allocated.cost_share, shipping_costs.cost)'),
            'bookings.booking'
        ) }} as amount,
        shipping_costs.report,
        shipping_costs.document_id,
        shipping_costs.source_file,
        shipping_costs.source_line,
        shipping_costs.batch_id,
        bookings.booking,
        shipping_costs.replaced_batch_id,
        shipping_costs.replaced_date
    from shipping_costs
    cross join bookings
    left join shipping_allocated
        on shipping_costs.cost_key = shipping_allocated.cost_key
    where coalesce(shipping_allocated.cost_share, shipping_costs.cost) <> 0
        and (
            bookings.booking = 'now'
            or shipping_costs.component = 'shipping_cost_estimate'
        )
)

select * from final
