with

returns as (
    select * from {{ ref('int_changes__returns') }}
),

returns_versions as (
    select * from {{ ref('stg_amazon__returns_versions') }}
),

returned_units as (
    select * from {{ ref('int_orders__returned_units') }}
),

returned_skus as (
    select * from {{ ref('int_orders__returned_skus') }}
),

orders as (
    select * from {{ ref('int_changes__orders') }}
),

versions_numbered as (
    select
        {{ returned_unit_key('returns_versions') }} as unit_key,
        returns_versions.batch_id,
        row_number() over (
            partition by
                {{ returned_unit_key('returns_versions') }}, returns_versions.source_file,
                returns_versions.file_no
            order by returns_versions.source_line
        ) as position
    from returns_versions
    left join orders
        on returns_versions.store = orders.store
        and {{ order_number('returns_versions.order_id') }} = orders.order_number
    where returns_versions.record_type = 'data'
        and (orders.order_number is not null or returns_versions.order_id is null)
),

first_told as (
    -- A later report tells a new status of the same unit, and its condition is known already.
    select
        versions_numbered.unit_key,
        versions_numbered.position,
        min(versions_numbered.batch_id) as batch_id
    from versions_numbered
    group by versions_numbered.unit_key, versions_numbered.position
),

returned_numbered as (
    select
        returns.store,
        returns.order_id,
        returns.sku,
        returns.return_date,
        upper(returns.detailed_disposition) as disposition,
        returns.quantity,
        returns.batch_id,
        {{ returned_unit_key('returns') }} as unit_key,
        {{ returned_plate_key('returns') }} as plate_key,
        row_number() over (
            partition by {{ returned_unit_key('returns') }}
            order by returns.batch_id, returns.source_file, returns.source_line
        ) as position
    from returns
    where returns.record_type = 'data'
),

returned as (
    -- Of a unit with a number it is known, too, since when it can be sold again or cannot, and what
    -- an earlier report said where the newest says nothing.
    select
        returned_numbered.store,
        returned_numbered.order_id,
        returned_numbered.sku,
        coalesce(returned_skus.sold_sku, returned_numbered.sku) as sold_sku,
        returned_numbered.return_date,
        coalesce(returned_numbered.disposition, returned_units.disposition) as disposition,
        returned_numbered.quantity,
        greatest(
            coalesce(
                returned_units.batch_id, first_told.batch_id, returned_numbered.batch_id
            ),
            returned_skus.known_batch_id
        ) as batch_id,
        returned_units.first_booked_date,
        returned_units.was_sellable
    from returned_numbered
    left join returned_skus
        on returned_numbered.store = returned_skus.store
        and returned_numbered.order_id = returned_skus.order_id
        and returned_numbered.sku = returned_skus.sku
    left join first_told
        on returned_numbered.unit_key = first_told.unit_key
        and returned_numbered.position = first_told.position
    left join returned_units
        on returned_numbered.plate_key = returned_units.unit_key
        and returned_units.is_now
        and (
            returned_numbered.disposition is null
            or returned_units.is_sellable = (returned_numbered.disposition = 'SELLABLE')
        )
),

final as (
    -- The report has a row per unit; what comes back sellable and what does not stays apart, and so
    -- does what was first told at different times.
    select
        returned.store,
        returned.order_id,
        returned.sku,
        returned.sold_sku,
        {{ hash_key([
            "returned.store", "'amazon'",
            "returned.order_id || '/' || coalesce(returned.sold_sku, '')"
        ]) }} as order_line_key,
        returned.return_date,
        returned.disposition,
        returned.batch_id,
        returned.first_booked_date,
        returned.was_sellable,
        cast(sum(returned.quantity) as bigint) as units
    from returned
    group by
        returned.store,
        returned.order_id,
        returned.sku,
        returned.sold_sku,
        returned.return_date,
        returned.disposition,
        returned.batch_id,
        returned.first_booked_date,
        returned.was_sellable
)

select * from final
