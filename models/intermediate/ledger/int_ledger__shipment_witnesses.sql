with

fulfilled_shipments as (
    select * from {{ ref('int_changes__fulfilled_shipments') }}
),

order_rows as (
    select * from {{ ref('int_orders__amazon_order_rows') }}
),

marketplaces as (
    select * from {{ ref('stg_reference__marketplaces') }}
),

witnesses as (
    -- The order report tells the sale: its shipment says the same money again.
    select
        fulfilled_shipments.*,
        {{ fulfilled_amount('fulfilled_shipments') }} as amount
    from fulfilled_shipments
    left join order_rows
        on fulfilled_shipments.store = order_rows.store
        and fulfilled_shipments.source_file = order_rows.source_file
        and fulfilled_shipments.source_line = order_rows.source_line
        and order_rows.report = 'fulfilled_shipments'
    where fulfilled_shipments.record_type = 'data'
        and order_rows.order_id is null
),

final as (
    select
        witnesses.store,
        'sale' as event_type,
        coalesce(witnesses.purchase_date, witnesses.shipment_date) as event_date,
        witnesses.shipment_date as posted_date,
        coalesce(witnesses.purchase_date, witnesses.shipment_date) as fx_date,
        witnesses.amazon_order_id as order_id,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'shipment_reported' as component,
        cast(null as {{ dbt.type_string() }}) as measure,
        'evidence' as ledger_role,
        'estimated' as basis,
        {{ currency_of_row('witnesses') }} as currency,
        witnesses.amount,
        'fulfilled_shipments' as report,
        witnesses.amazon_order_id as document_id,
        witnesses.source_file,
        witnesses.source_line,
        witnesses.batch_id
    from witnesses
    left join marketplaces
        on lower(witnesses.sales_channel) = lower(marketplaces.marketplace_name)
    where witnesses.amount <> 0
)

select * from final
