with

shipments as (
    select * from {{ ref('int_changes__shipments') }}
),

orders as (
    select * from {{ ref('int_costs__shipping_orders') }}
),

reporting_currency as (
    select * from {{ ref('int_fx__reporting_currency') }}
),

parcels as (
    select
        shipments.*,
        {{ order_number('shipments.order_number') }} as order_code,
        row_number() over (
            partition by
                shipments.store, shipments.order_number, shipments.tracking_number,
                shipments.layout, shipments.shipped_at, shipments.cost
            order by shipments.source_file, shipments.source_line
        ) as row_of_parcel
    from shipments
    where shipments.record_type = 'data'
),

final as (
    -- A parcel without a currency is paid in the currency of its order. Only ShipStation repeats
    -- the fee per item: equal rows of the template are parcels without a tracking number.
    select
        {{ hash_key(["parcels.store", "parcels.source_file", "parcels.source_line"]) }}
            as package_key,
        parcels.store,
        parcels.order_number,
        parcels.order_code,
        orders.platform,
        orders.order_id,
        parcels.tracking_number,
        parcels.carrier,
        parcels.service,
        parcels.shipped_date,
        coalesce(parcels.currency, orders.currency, reporting_currency.reporting_currency)
            as currency,
        parcels.cost,
        parcels.layout = 'shipstation' and parcels.row_of_parcel > 1 as is_repeated,
        coalesce(
            parcels.tracking_number, {{ order_number('orders.order_id') }}, parcels.order_code
        ) as charged_code,
        parcels.source_file,
        parcels.source_line,
        parcels.batch_id
    from parcels
    cross join reporting_currency
    left join orders
        on parcels.store = orders.store
        and parcels.order_code = orders.order_code
)

select * from final
