with

lines_costed as (
    select * from {{ ref('int_costs__order_lines_costed') }}
),

order_line_costs as (
    select * from {{ ref('int_costs__order_line_costs') }}
),

goods_returned as (
    select * from {{ ref('int_costs__goods_returned') }}
),

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

lines_settled as (
    select * from {{ ref('int_settlements__lines_settled') }}
),

costs_booked as (
    -- Of a sale that only a settlement tells, the cost is known with the settlement.
    select
        order_line_costs.*,
        lines_costed.store,
        lines_costed.sale_date,
        lines_settled.first_batch_id as sold_batch_id
    from order_line_costs
    inner join lines_costed
        on order_line_costs.order_line_key = lines_costed.order_line_key
    left join order_lines
        on order_line_costs.order_line_key = order_lines.order_line_key
        and order_lines.revenue_basis = 'settlement_only'
    left join lines_settled
        on order_lines.store = lines_settled.store
        and order_lines.order_id = lines_settled.order_id
        and order_lines.sku = lines_settled.sku
    where order_line_costs.is_booked
        and order_line_costs.is_known
),

sold as (
    select
        costs_booked.order_line_key,
        costs_booked.cost_part_key,
        'sale' as event_type,
        costs_booked.sale_date as event_date,
        'cogs' as component,
        'cogs' as measure,
        -costs_booked.cost_amount as amount,
        costs_booked.sold_batch_id as known_batch_id
    from costs_booked
),

came_back as (
    select
        costs_booked.order_line_key,
        costs_booked.cost_part_key,
        goods_returned.is_sellable,
        goods_returned.return_date,
        goods_returned.known_batch_id,
        {{ cost_up_to_unit('goods_returned.units_to', 'costs_booked') }}
        - {{ cost_up_to_unit('goods_returned.units_from', 'costs_booked') }} as amount
    from costs_booked
    inner join goods_returned
        on costs_booked.order_line_key = goods_returned.order_line_key
),

reversed as (
    -- A unit that came back is no longer sold.
    select
        came_back.order_line_key,
        came_back.cost_part_key,
        'refund' as event_type,
        came_back.return_date as event_date,
        case
            when came_back.is_sellable then 'cogs_returned' else 'cogs_written_off'
        end as component,
        'cogs' as measure,
        came_back.amount,
        came_back.known_batch_id
    from came_back
),

written_off as (
    -- One that cannot be sold again is lost.
    select
        came_back.order_line_key,
        came_back.cost_part_key,
        'refund' as event_type,
        came_back.return_date as event_date,
        'goods_written_off' as component,
        'other_costs' as measure,
        -came_back.amount as amount,
        came_back.known_batch_id
    from came_back
    where not came_back.is_sellable
),

unioned as (
    select * from sold
    union all
    select * from reversed
    union all
    select * from written_off
),

final as (
    -- The cost of a sale keeps the exchange rate of its day when it comes back.
    select
        costs_booked.store,
        unioned.event_type,
        unioned.event_date,
        unioned.event_date as posted_date,
        costs_booked.sale_date as fx_date,
        cast(null as {{ dbt.type_string() }}) as order_id,
        unioned.order_line_key,
        unioned.component,
        unioned.measure,
        'pnl' as ledger_role,
        'allocated' as basis,
        costs_booked.currency,
        unioned.amount,
        case
            when '{{ cogs_method() }}' = 'effective_date' then 'cogs' else 'receipts'
        end as report,
        costs_booked.unit_cost_row_id as document_id,
        costs_booked.cost_part_key,
        costs_booked.source_file,
        costs_booked.source_line,
        costs_booked.batch_id,
        unioned.known_batch_id
    from unioned
    inner join costs_booked
        on unioned.cost_part_key = costs_booked.cost_part_key
    where unioned.amount <> 0
)

select * from final
