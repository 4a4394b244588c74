with

lines_costed as (
    select * from {{ ref('int_costs__order_lines_costed') }}
),

order_line_costs as (
    select * from {{ ref('int_costs__order_line_costs') }}
),

goods_booked as (
    select * from {{ ref('int_costs__goods_booked') }}
),

lines_known_by_settlement as (
    select * from {{ ref('int_orders__lines_known_by_settlement') }}
),

measures as (
    select 'cogs' as measure, 1 as sign
    union all
    select 'other_costs' as measure, -1 as sign
),

costs_booked as (
    select
        order_line_costs.*,
        lines_costed.store,
        lines_costed.sale_date
    from order_line_costs
    inner join lines_costed
        on order_line_costs.order_line_key = lines_costed.order_line_key
    where order_line_costs.is_booked
        and order_line_costs.is_known
),

sold as (
    -- Of a sale that only a settlement counts, a unit's cost is known with the one that told of it.
    select
        costs_booked.order_line_key,
        costs_booked.cost_part_key,
        {{ part_from_unit('costs_booked.cost_part_key', 'known.units_from') }} as detail_key,
        'sale' as event_type,
        costs_booked.sale_date as event_date,
        coalesce(known.known_date, costs_booked.sale_date) as posted_date,
        'cogs' as component,
        'cogs' as measure,
        {{ money(
            cost_up_to_unit('coalesce(known.units_from, 0)', 'costs_booked') ~ ' - '
            ~ cost_up_to_unit('coalesce(known.units_to, costs_booked.units_to)', 'costs_booked')
        ) }} as amount,
        known.known_batch_id,
        'now' as booking,
        cast(null as {{ dbt.type_string() }}) as replaced_batch_id,
        cast(null as date) as replaced_date
    from costs_booked
    left join lines_known_by_settlement as known
        on costs_booked.order_line_key = known.order_line_key
),

came_back as (
    select
        costs_booked.order_line_key,
        costs_booked.cost_part_key,
        goods_booked.is_sellable,
        goods_booked.units_from,
        goods_booked.return_date,
        goods_booked.known_batch_id,
        goods_booked.booking,
        goods_booked.replaced_batch_id,
        goods_booked.replaced_date,
        {{ booked_amount(
            cost_up_to_unit('goods_booked.units_to', 'costs_booked') ~ ' - '
            ~ cost_up_to_unit('goods_booked.units_from', 'costs_booked'), 'goods_booked.booking'
        ) }} as amount
    from costs_booked
    inner join goods_booked
        on costs_booked.order_line_key = goods_booked.order_line_key
),

returned as (
    -- A unit that came back is no longer sold; one that cannot be sold again is lost.
    select
        came_back.order_line_key,
        came_back.cost_part_key,
        {{ part_from_unit('came_back.cost_part_key', 'came_back.units_from') }} as detail_key,
        'refund' as event_type,
        came_back.return_date as event_date,
        came_back.return_date as posted_date,
        case
            when measures.measure = 'other_costs' then 'goods_written_off'
            when came_back.is_sellable then 'cogs_returned'
            else 'cogs_written_off'
        end as component,
        measures.measure,
        {{ money('came_back.amount * measures.sign') }} as amount,
        came_back.known_batch_id,
        came_back.booking,
        came_back.replaced_batch_id,
        came_back.replaced_date
    from came_back
    inner join measures
        on measures.measure = 'cogs' or not came_back.is_sellable
),

unioned as (
    select * from sold
    union all
    select * from returned
),

final as (
    -- The cost of a sale keeps the exchange rate of its day when it comes back.
    select
        costs_booked.store,
        unioned.event_type,
        unioned.event_date,
        unioned.posted_date,
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
        unioned.cost_part_key,
        unioned.detail_key,
        costs_booked.source_file,
        costs_booked.source_line,
        costs_booked.batch_id,
        unioned.known_batch_id,
        unioned.booking,
        unioned.replaced_batch_id,
        unioned.replaced_date
    from unioned
    inner join costs_booked
        on unioned.cost_part_key = costs_booked.cost_part_key
    where unioned.amount <> 0
)

select * from final
