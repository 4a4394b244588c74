with

shipments as (
    select * from {{ ref('stg_costs__shipments') }}
),

carrier_invoices as (
    select * from {{ ref('stg_costs__carrier_invoices') }}
),

carrier_orders as (
    select * from {{ ref('int_changes__carrier_orders') }}
),

final as (
    select
        shipments.store,
        {{ order_number('shipments.order_number') }} as order_number,
        {{ row_fingerprint('shipments') }} as fingerprint
    from shipments
    where shipments.order_number is not null
    union all
    select
        carrier_orders.store,
        carrier_orders.order_number,
        {{ row_fingerprint('carrier_invoices') }} as fingerprint
    from carrier_orders
    inner join carrier_invoices
        on carrier_orders.store = carrier_invoices.store
        and carrier_orders.source_file = carrier_invoices.source_file
        and carrier_orders.source_line = carrier_invoices.source_line
)

select * from final
