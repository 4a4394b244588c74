with

fulfilled_shipments as (
    select * from {{ ref('int_changes__fulfilled_shipments') }}
),

shipped_per_day as (
    -- The units of one line may leave on several days, and the rate card of each day counts.
    select
        fulfilled_shipments.store,
        fulfilled_shipments.amazon_order_id as order_id,
        fulfilled_shipments.sku,
        fulfilled_shipments.shipment_date,
        max(fulfilled_shipments.merchant_order_id) as merchant_order_id,
        max(fulfilled_shipments.sales_channel) as marketplace_name,
        cast(sum(fulfilled_shipments.quantity_shipped) as bigint) as units
    from fulfilled_shipments
    where fulfilled_shipments.record_type = 'data'
    group by
        fulfilled_shipments.store,
        fulfilled_shipments.amazon_order_id,
        fulfilled_shipments.sku,
        fulfilled_shipments.shipment_date
),

shipped_per_line as (
    select
        shipped_per_day.store,
        shipped_per_day.order_id,
        shipped_per_day.sku,
        min(shipped_per_day.shipment_date) as first_shipment_date,
        max(shipped_per_day.shipment_date) as last_shipment_date,
        cast(sum(shipped_per_day.units) as bigint) as line_units
    from shipped_per_day
    group by shipped_per_day.store, shipped_per_day.order_id, shipped_per_day.sku
),

final as (
    select
        shipped_per_day.store,
        shipped_per_day.order_id,
        shipped_per_day.sku,
        {{ hash_key([
            "shipped_per_day.store", "'amazon'",
            "shipped_per_day.order_id || '/' || coalesce(shipped_per_day.sku, '')"
        ]) }} as order_line_key,
        shipped_per_day.merchant_order_id,
        shipped_per_day.marketplace_name,
        {{ is_mcf('shipped_per_day.marketplace_name', 'shipped_per_day.order_id') }} as is_mcf,
        shipped_per_day.shipment_date,
        shipped_per_day.units,
        shipped_per_line.first_shipment_date,
        shipped_per_line.last_shipment_date,
        shipped_per_line.line_units
    from shipped_per_day
    inner join shipped_per_line
        on shipped_per_day.store = shipped_per_line.store
        and shipped_per_day.order_id = shipped_per_line.order_id
        and shipped_per_day.sku = shipped_per_line.sku
)

select * from final
