with

orders as (
    select * from {{ ref('int_changes__orders') }}
),

carrier_orders as (
    select * from {{ ref('int_changes__carrier_orders') }}
),

carrier_invoices as (
    select * from {{ ref('stg_costs__carrier_invoices') }}
),

orders_per_row as (
    select
        carrier_orders.store,
        carrier_orders.source_file,
        carrier_orders.source_line,
        min(carrier_orders.order_number) as named_order_number,
        count(orders.order_number) as changed_order_count
    from carrier_orders
    left join orders
        on carrier_orders.store = orders.store
        and carrier_orders.order_number = orders.order_number
    group by
        carrier_orders.store, carrier_orders.source_file, carrier_orders.source_line
),

final as (
    -- All rows that bear on an order that changed, and all that bear on none.
    select
        carrier_invoices.store,
        carrier_invoices.account_number,
        carrier_invoices.invoice_number,
        carrier_invoices.tracking_number,
        carrier_invoices.order_reference,
        carrier_invoices.lead_reference,
        orders_per_row.named_order_number,
        carrier_invoices.source_file,
        carrier_invoices.batch_id,
        carrier_invoices.carrier,
        carrier_invoices.invoice_type,
        carrier_invoices.service,
        carrier_invoices.zone,
        carrier_invoices.charge_kind,
        carrier_invoices.charge_kind_detail,
        carrier_invoices.charge_category,
        carrier_invoices.charge_code,
        carrier_invoices.charge_description,
        carrier_invoices.package_indicator,
        carrier_invoices.currency,
        carrier_invoices.record_type,
        carrier_invoices.layout,
        carrier_invoices.invoice_total,
        carrier_invoices.discount_amount,
        carrier_invoices.net_amount,
        carrier_invoices.actual_weight,
        carrier_invoices.billed_weight,
        carrier_invoices.source_line,
        carrier_invoices.invoice_date,
        carrier_invoices.ship_date,
        carrier_invoices.loaded_at
    from carrier_invoices
    left join orders_per_row
        on carrier_invoices.store = orders_per_row.store
        and carrier_invoices.source_file = orders_per_row.source_file
        and carrier_invoices.source_line = orders_per_row.source_line
    where orders_per_row.named_order_number is null
        or orders_per_row.changed_order_count > 0
)

select * from final
