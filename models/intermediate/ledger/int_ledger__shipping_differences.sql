with

shipping_costs as (
    select * from {{ ref('int_costs__shipping_costs') }}
),

estimated as (
    select
        shipping_costs.store,
        shipping_costs.charged_code,
        shipping_costs.currency,
        min(shipping_costs.cost_date) as shipped_date,
        min(shipping_costs.document_id) as document_id,
        sum(shipping_costs.cost) as cost,
        min(shipping_costs.source_file) as source_file,
        min(shipping_costs.source_line) as source_line,
        max(shipping_costs.batch_id) as batch_id
    from shipping_costs
    where shipping_costs.component = 'shipping_cost_estimate'
    group by shipping_costs.store, shipping_costs.charged_code, shipping_costs.currency
),

charged as (
    select
        shipping_costs.store,
        shipping_costs.charged_code,
        shipping_costs.currency,
        sum(shipping_costs.cost) as cost
    from shipping_costs
    where shipping_costs.component in ('carrier_charge', 'carrier_adjustment')
    group by shipping_costs.store, shipping_costs.charged_code, shipping_costs.currency
),

final as (
    -- Two witnesses of one parcel: the carrier's invoices count, and what the shipment file said
    -- otherwise is on record. Two currencies cannot disagree.
    select
        estimated.store,
        'shipping' as event_type,
        estimated.shipped_date as event_date,
        estimated.shipped_date as posted_date,
        estimated.shipped_date as fx_date,
        estimated.document_id as order_id,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'shipping_cost_difference' as component,
        cast(null as {{ dbt.type_string() }}) as measure,
        'evidence' as ledger_role,
        'difference' as basis,
        estimated.currency,
        {{ money('estimated.cost - charged.cost') }} as amount,
        'shipments_against_carrier_invoices' as report,
        estimated.document_id,
        estimated.charged_code,
        estimated.source_file,
        estimated.source_line,
        estimated.batch_id
    from estimated
    inner join charged
        on estimated.store = charged.store
        and estimated.charged_code = charged.charged_code
        and estimated.currency = charged.currency
    where estimated.cost <> charged.cost
)

select * from final
