with

orders as (
    select * from {{ ref('int_changes__orders') }}
),

shipments as (
    select * from {{ ref('stg_costs__shipments') }}
),

final as (
    -- All rows of the orders that changed, and all that name no order: of those there are few.
    select
        shipments.store,
        shipments.order_number,
        shipments.tracking_number,
        shipments.invoice_number,
        shipments.item_sku,
        shipments.source_file,
        shipments.batch_id,
        shipments.carrier,
        shipments.service,
        shipments.ship_country,
        shipments.zone,
        shipments.currency,
        shipments.record_type,
        shipments.layout,
        shipments.cost,
        shipments.weight_oz,
        shipments.item_quantity,
        shipments.source_line,
        shipments.shipped_date,
        shipments.shipped_at,
        shipments.loaded_at
    from shipments
    left join orders
        on shipments.store = orders.store
        and {{ order_number('shipments.order_number') }} = orders.order_number
    where orders.order_number is not null
        or shipments.order_number is null
)

select * from final
