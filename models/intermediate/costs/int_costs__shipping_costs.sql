with

packages as (
    select * from {{ ref('int_costs__shipping_packages') }}
),

carrier_charges as (
    select * from {{ ref('int_costs__carrier_charges') }}
),

labels_settled as (
    select * from {{ ref('int_costs__labels_settled') }}
),

invoiced as (
    -- Duty and corrections may come without the freight: neither takes the estimate's place.
    select
        carrier_charges.store,
        carrier_charges.charged_code,
        min(carrier_charges.batch_id) as first_batch_id,
        min(carrier_charges.invoice_date) as first_invoice_date
    from carrier_charges
    where carrier_charges.charged_code is not null
        and carrier_charges.net_amount <> 0
        and not carrier_charges.is_adjustment
        and not carrier_charges.is_duty
    group by carrier_charges.store, carrier_charges.charged_code
),

shipped as (
    -- Once the carrier has charged the parcel, or Amazon its label, what the shipment file says of
    -- it was an estimate.
    select
        packages.package_key as cost_key,
        packages.store,
        'shipments' as report,
        case
            when packages.is_repeated then 'shipping_cost_repeated'
            when invoiced.charged_code is not null then 'shipping_cost_estimate'
            when labels_settled.package_key is not null then 'shipping_cost_estimate'
            else 'shipping_label'
        end as component,
        not packages.is_repeated
        and invoiced.charged_code is null
        and labels_settled.package_key is null as is_counted,
        case when packages.order_id is null then 'unmatched' else 'order' end as match_kind,
        packages.platform,
        packages.order_id,
        packages.order_number as named_order_number,
        packages.tracking_number,
        packages.charged_code,
        packages.shipped_date as cost_date,
        packages.shipped_date as posted_date,
        packages.currency,
        packages.cost,
        packages.order_number as document_id,
        packages.source_file,
        packages.source_line,
        packages.batch_id,
        coalesce(invoiced.first_batch_id, labels_settled.settled_batch_id) as replaced_batch_id,
        coalesce(invoiced.first_invoice_date, labels_settled.settled_date) as replaced_date
    from packages
    left join invoiced
        on packages.store = invoiced.store
        and packages.charged_code = invoiced.charged_code
    left join labels_settled
        on packages.package_key = labels_settled.package_key
),

charged as (
    select
        carrier_charges.charge_key as cost_key,
        carrier_charges.store,
        'carrier_invoices' as report,
        case
            when carrier_charges.is_duty then 'duty_and_brokerage'
            when carrier_charges.is_adjustment then 'carrier_adjustment'
            else 'carrier_charge'
        end as component,
        true as is_counted,
        carrier_charges.match_kind,
        carrier_charges.platform,
        carrier_charges.order_id,
        carrier_charges.named_order_number,
        carrier_charges.tracking_number,
        carrier_charges.charged_code,
        carrier_charges.cost_date,
        carrier_charges.invoice_date as posted_date,
        carrier_charges.currency,
        carrier_charges.net_amount as cost,
        carrier_charges.invoice_number as document_id,
        carrier_charges.source_file,
        carrier_charges.source_line,
        carrier_charges.batch_id,
        cast(null as {{ dbt.type_string() }}) as replaced_batch_id,
        cast(null as date) as replaced_date
    from carrier_charges
),

final as (
    select * from shipped
    union all
    select * from charged
)

select * from final
