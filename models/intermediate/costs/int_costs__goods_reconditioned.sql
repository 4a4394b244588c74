with

returned_units as (
    select * from {{ ref('int_orders__returned_units') }}
),

returned_skus as (
    select * from {{ ref('int_orders__returned_skus') }}
),

mcf_lines as (
    select * from {{ ref('int_costs__mcf_lines') }}
),

goods_returned as (
    select * from {{ ref('int_costs__goods_returned') }}
),

units_placed as (
    select
        returned_units.*,
        coalesce(
            mcf_lines.order_line_key,
            {{ hash_key([
                "returned_units.store", "'amazon'",
                "returned_units.order_id || '/' "
                "|| coalesce(returned_skus.sold_sku, returned_units.sku, '')"
            ]) }}
        ) as order_line_key
    from returned_units
    left join mcf_lines
        on returned_units.store = mcf_lines.store
        and returned_units.order_id = mcf_lines.order_id
        and returned_units.sku = mcf_lines.sku
    left join returned_skus
        on returned_units.store = returned_skus.store
        and returned_units.order_id = returned_skus.order_id
        and returned_units.sku = returned_skus.sku
),

reconditioned as (
    select
        known_before.*,
        known_now.is_sellable as is_sellable_now,
        known_now.booked_date as booked_date_now,
        dense_rank() over (
            partition by
                known_before.order_line_key, known_before.return_date, known_now.is_sellable,
                known_now.booked_date, known_before.was_sellable, known_before.first_booked_date
            order by known_before.unit_key
        ) as position
    from units_placed as known_before
    inner join units_placed as known_now
        on known_before.unit_key = known_now.unit_key
        and known_now.is_now
    where not known_before.is_now
),

final as (
    -- The units are those that came back in the condition which is known now.
    select
        reconditioned.order_line_key,
        reconditioned.return_date,
        reconditioned.is_sellable,
        reconditioned.batch_id as known_batch_id,
        cast(goods_returned.units_from + reconditioned.position - 1 as bigint) as units_from,
        cast(goods_returned.units_from + reconditioned.position as bigint) as units_to,
        reconditioned.replaced_batch_id
    from reconditioned
    inner join goods_returned
        on reconditioned.order_line_key = goods_returned.order_line_key
        and reconditioned.return_date = goods_returned.return_date
        and reconditioned.is_sellable_now = goods_returned.is_sellable
        and reconditioned.booked_date_now = goods_returned.booked_date
        and reconditioned.was_sellable = goods_returned.was_sellable
        and reconditioned.first_booked_date = goods_returned.first_booked_date
    where goods_returned.units_from + reconditioned.position <= goods_returned.units_to
)

select * from final
