with

returned_units as (
    select * from {{ ref('int_orders__returned_units') }}
),

mcf_lines as (
    select * from {{ ref('int_costs__mcf_lines') }}
),

goods_returned as (
    select * from {{ ref('int_costs__goods_returned') }}
),

batches as (
    select * from {{ ref('int_changes__batches') }}
),

units_booked as (
    select
        returned_units.*,
        coalesce(
            mcf_lines.order_line_key,
            {{ hash_key([
                "returned_units.store", "'amazon'",
                "returned_units.order_id || '/' || coalesce(returned_units.sku, '')"
            ]) }}
        ) as order_line_key,
        {{ booked_day(
            'returned_units.return_date', 'null', 'batches.closed_until', 'batches.dated_until'
        ) }} as booked_date,
        {{ booked_day(
            'returned_units.return_date', 'null', 'replacing_batches.closed_until',
            'replacing_batches.dated_until'
        ) }} as reversed_date
    from returned_units
    left join mcf_lines
        on returned_units.store = mcf_lines.store
        and returned_units.order_id = mcf_lines.order_id
        and returned_units.sku = mcf_lines.sku
    left join batches
        on returned_units.batch_id = batches.batch_id
    left join batches as replacing_batches
        on returned_units.replaced_batch_id = replacing_batches.batch_id
),

reconditioned as (
    -- A condition that gave way to another one before its period was closed left no trace.
    select
        known_before.order_line_key,
        known_before.unit_key,
        known_before.return_date,
        known_before.is_sellable,
        known_before.batch_id,
        known_before.replaced_batch_id,
        known_before.booked_date,
        known_before.reversed_date,
        known_now.is_sellable as is_sellable_now,
        known_now.booked_date as booked_date_now,
        min(known_before.booked_date) over (partition by known_before.unit_key)
            as first_booked_date
    from units_booked as known_before
    inner join units_booked as known_now
        on known_before.unit_key = known_now.unit_key
        and known_now.replaced_batch_id is null
    where known_before.reversed_date > known_before.booked_date
),

placed as (
    select
        reconditioned.*,
        dense_rank() over (
            partition by
                reconditioned.order_line_key, reconditioned.return_date,
                reconditioned.is_sellable_now, reconditioned.booked_date_now
            order by reconditioned.first_booked_date, reconditioned.unit_key
        ) as position
    from reconditioned
),

counted as (
    select
        placed.order_line_key,
        placed.return_date,
        placed.is_sellable,
        placed.is_sellable_now,
        placed.booked_date_now,
        min(placed.batch_id) as known_batch_id,
        min(placed.replaced_batch_id) as replaced_batch_id,
        min(placed.position) - 1 as units_before,
        count(*) as units
    from placed
    group by
        placed.order_line_key, placed.return_date, placed.is_sellable, placed.is_sellable_now,
        placed.booked_date_now, placed.booked_date, placed.reversed_date
),

final as (
    -- The units are those that came back in the condition which is known now.
    select
        counted.order_line_key,
        counted.return_date,
        counted.is_sellable,
        counted.known_batch_id,
        cast(goods_returned.units_from + counted.units_before as bigint) as units_from,
        cast(
            least(
                goods_returned.units_from + counted.units_before + counted.units,
                goods_returned.units_to
            ) as bigint
        ) as units_to,
        counted.replaced_batch_id
    from counted
    inner join goods_returned
        on counted.order_line_key = goods_returned.order_line_key
        and counted.return_date = goods_returned.return_date
        and counted.is_sellable_now = goods_returned.is_sellable
        and counted.booked_date_now = goods_returned.booked_date
    where goods_returned.units_from + counted.units_before < goods_returned.units_to
)

select * from final
