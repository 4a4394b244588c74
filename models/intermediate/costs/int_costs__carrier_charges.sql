with

carrier_invoices as (
    select * from {{ ref('int_changes__carrier_invoices') }}
),

packages as (
    select * from {{ ref('int_costs__shipping_packages') }}
),

orders as (
    select * from {{ ref('int_costs__shipping_orders') }}
),

parcels as (
    -- One parcel may carry several orders.
    select
        packages.store,
        packages.tracking_number,
        min(packages.shipped_date) as shipped_date,
        count(packages.order_id) as order_count
    from packages
    where packages.tracking_number is not null
    group by packages.store, packages.tracking_number
),

charged as (
    select
        carrier_invoices.*,
        min(carrier_invoices.invoice_date) over (
            partition by
                carrier_invoices.store, carrier_invoices.carrier,
                carrier_invoices.tracking_number
        ) as first_invoice_date
    from carrier_invoices
    where carrier_invoices.record_type = 'data'
),

dated as (
    -- What comes on a later invoice of the same parcel, or is called an adjustment, is news of that
    -- later day.
    select
        charged.*,
        charged.tracking_number is not null
        and (
            coalesce(charged.charge_kind, '') = 'ADJ'
            or charged.invoice_date > charged.first_invoice_date
        ) as is_adjustment,
        parcels.shipped_date as parcel_shipped_date,
        coalesce(parcels.order_count, 0) > 0 as is_parcel_of_order,
        coalesce(by_reference.order_id, by_lead_reference.order_id) as reference_order_id,
        coalesce(by_reference.platform, by_lead_reference.platform) as reference_platform,
        coalesce(by_reference.order_code, by_lead_reference.order_code) as reference_code
    from charged
    left join parcels
        on charged.store = parcels.store
        and charged.tracking_number = parcels.tracking_number
    left join orders as by_reference
        on charged.store = by_reference.store
        and {{ order_number('charged.order_reference') }} = by_reference.order_code
    left join orders as by_lead_reference
        on charged.store = by_lead_reference.store
        and {{ order_number('charged.lead_reference') }} = by_lead_reference.order_code
),

final as (
    -- The parcel leads to its orders; a parcel that no shipment names does so by its references.
    select
        {{ hash_key(["dated.store", "dated.source_file", "dated.source_line"]) }} as charge_key,
        dated.store,
        dated.carrier,
        dated.account_number,
        dated.invoice_number,
        dated.invoice_date,
        dated.tracking_number,
        dated.charge_category,
        dated.charge_description,
        dated.is_adjustment,
        coalesce(dated.charge_category, '') in ('BRK', 'GOV', 'EXM') as is_duty,
        case
            when dated.is_parcel_of_order then 'parcel'
            when dated.reference_order_id is not null then 'order'
            when dated.tracking_number is null
                and dated.order_reference is null
                and dated.lead_reference is null
                then 'account'
            else 'unmatched'
        end as match_kind,
        case when not dated.is_parcel_of_order then dated.reference_platform end as platform,
        case when not dated.is_parcel_of_order then dated.reference_order_id end as order_id,
        dated.named_order_number,
        case when dated.is_parcel_of_order then dated.tracking_number else dated.reference_code end
            as charged_code,
        case
            when dated.is_adjustment then dated.invoice_date
            else coalesce(dated.parcel_shipped_date, dated.ship_date, dated.invoice_date)
        end as cost_date,
        dated.currency,
        coalesce(dated.net_amount, 0) as net_amount,
        dated.source_file,
        dated.source_line,
        dated.batch_id
    from dated
)

select * from final
