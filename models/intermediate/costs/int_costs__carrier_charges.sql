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
        coalesce(carrier_invoices.charge_category, '') in ('BRK', 'GOV', 'EXM') as is_duty,
        coalesce(by_reference.order_code, by_lead_reference.order_code) as own_code
    from carrier_invoices
    left join orders as by_reference
        on carrier_invoices.store = by_reference.store
        and {{ order_number('carrier_invoices.order_reference') }} = by_reference.order_code
    left join orders as by_lead_reference
        on carrier_invoices.store = by_lead_reference.store
        and {{ order_number('carrier_invoices.lead_reference') }} = by_lead_reference.order_code
    where carrier_invoices.record_type = 'data'
),

told_of_parcels as (
    -- Customs are often invoiced before the freight, which is no news for that. A row that refers
    -- to nothing goes where others of its parcel go.
    select
        charged.*,
        min(
            case when not charged.is_duty and charged.net_amount <> 0 then charged.invoice_date end
        ) over (
            partition by charged.store, charged.carrier, charged.tracking_number
        ) as freight_invoice_date,
        min(charged.invoice_date) over (
            partition by charged.store, charged.carrier, charged.tracking_number
        ) as first_invoice_date,
        case
            when charged.own_code is not null or charged.tracking_number is null
                then charged.own_code
            else min(charged.own_code) over (partition by charged.store, charged.tracking_number)
        end as led_code
    from charged
),

dated as (
    -- What comes on a later invoice of the same parcel, or is called an adjustment, is news of that
    -- later day.
    select
        told_of_parcels.*,
        told_of_parcels.tracking_number is not null
        and (
            coalesce(told_of_parcels.charge_kind, '') = 'ADJ'
            or told_of_parcels.invoice_date > coalesce(
                case
                    when not told_of_parcels.is_duty then told_of_parcels.freight_invoice_date
                end,
                told_of_parcels.first_invoice_date
            )
        ) as is_adjustment,
        parcels.shipped_date as parcel_shipped_date,
        parcels.tracking_number is not null as is_parcel,
        coalesce(parcels.order_count, 0) > 0 as is_parcel_of_order,
        orders.order_id as reference_order_id,
        orders.platform as reference_platform
    from told_of_parcels
    left join parcels
        on told_of_parcels.store = parcels.store
        and told_of_parcels.tracking_number = parcels.tracking_number
    left join orders
        on told_of_parcels.store = orders.store
        and told_of_parcels.led_code = orders.order_code
),

final as (
    -- The parcel leads to its orders; a parcel that no shipment names does so by its references,
    -- and what came back took no other parcel there.
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
        dated.is_duty,
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
        case
            when dated.is_parcel then dated.tracking_number
            when coalesce(dated.charge_kind, '') <> 'RTN'
                then {{ order_number('dated.reference_order_id') }}
        end as charged_code,
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
