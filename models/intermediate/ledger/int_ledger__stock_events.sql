with

stock_lost as (
    select * from {{ ref('int_costs__stock_lost') }}
),

stock_found as (
    select * from {{ ref('int_costs__stock_found') }}
),

order_line_costs as (
    select * from {{ ref('int_costs__order_line_costs') }}
),

costs_booked as (
    select
        order_line_costs.*,
        stock_lost.store,
        stock_lost.sku,
        stock_lost.lost_date,
        stock_lost.known_batch_id as lost_batch_id
    from order_line_costs
    inner join stock_lost
        on order_line_costs.order_line_key = stock_lost.stock_lost_key
    where order_line_costs.is_booked
        and order_line_costs.is_known
),

unioned as (
    select
        costs_booked.cost_part_key,
        costs_booked.lost_date as event_date,
        'stock_lost' as component,
        -costs_booked.cost_amount as amount,
        costs_booked.lost_batch_id as known_batch_id
    from costs_booked
    union all
    select
        costs_booked.cost_part_key,
        stock_found.found_date as event_date,
        'stock_found' as component,
        {{ cost_up_to_unit('stock_found.units_to', 'costs_booked') }}
        - {{ cost_up_to_unit('stock_found.units_from', 'costs_booked') }} as amount,
        stock_found.known_batch_id
    from costs_booked
    inner join stock_found
        on costs_booked.order_line_key = stock_found.stock_lost_key
),

final as (
    -- A unit that was never sold costs when it is lost, beside what Amazon pays for it; found again
    -- it gives its cost back at the rate of the day on which it was lost.
    select
        costs_booked.store,
        'account_charge' as event_type,
        unioned.event_date,
        unioned.event_date as posted_date,
        costs_booked.lost_date as fx_date,
        cast(null as {{ dbt.type_string() }}) as order_id,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        costs_booked.sku,
        unioned.component,
        'other_costs' as measure,
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
