with

carrier_invoices as (
    select * from {{ ref('stg_costs__carrier_invoices') }}
),

shipments as (
    select * from {{ ref('stg_costs__shipments') }}
),

shopify_orders as (
    select * from {{ ref('stg_shopify__orders') }}
),

all_orders as (
    select * from {{ ref('stg_amazon__all_orders') }}
),

fulfilled_shipments as (
    select * from {{ ref('stg_amazon__fulfilled_shipments') }}
),

settlement_rows as (
    select * from {{ ref('int_changes__settlement_rows') }}
),

parcels as (
    select
        shipments.store,
        shipments.tracking_number,
        {{ order_number('shipments.order_number') }} as order_number
    from shipments
    where shipments.tracking_number is not null
        and shipments.order_number is not null
    group by
        shipments.store, shipments.tracking_number,
        {{ order_number('shipments.order_number') }}
),

names as (
    -- Whatever report makes an order known: a carrier may refer to it.
    select
        shopify_orders.store,
        {{ order_number('shopify_orders.order_name') }} as order_number
    from shopify_orders
    union all
    select
        all_orders.store,
        {{ order_number('all_orders.amazon_order_id') }} as order_number
    from all_orders
    union all
    select
        fulfilled_shipments.store,
        {{ order_number('fulfilled_shipments.amazon_order_id') }} as order_number
    from fulfilled_shipments
    union all
    select
        settlement_rows.store,
        {{ order_number('settlement_rows.order_id') }} as order_number
    from settlement_rows
),

orders_named as (
    select
        names.store,
        names.order_number
    from names
    where names.order_number is not null
    group by names.store, names.order_number
),

referred as (
    select
        carrier_invoices.store,
        carrier_invoices.source_file,
        carrier_invoices.source_line,
        carrier_invoices.tracking_number,
        {{ order_number('carrier_invoices.order_reference') }} as order_number
    from carrier_invoices
    where carrier_invoices.order_reference is not null
    union all
    select
        carrier_invoices.store,
        carrier_invoices.source_file,
        carrier_invoices.source_line,
        carrier_invoices.tracking_number,
        {{ order_number('carrier_invoices.lead_reference') }} as order_number
    from carrier_invoices
    where carrier_invoices.lead_reference is not null
),

referred_orders as (
    select referred.*
    from referred
    inner join orders_named
        on referred.store = orders_named.store
        and referred.order_number = orders_named.order_number
),

unioned as (
    select
        carrier_invoices.store,
        carrier_invoices.source_file,
        carrier_invoices.source_line,
        parcels.order_number
    from carrier_invoices
    inner join parcels
        on carrier_invoices.store = parcels.store
        and carrier_invoices.tracking_number = parcels.tracking_number
    union all
    select
        referred_orders.store,
        referred_orders.source_file,
        referred_orders.source_line,
        referred_orders.order_number
    from referred_orders
    union all
    -- Where one row of a parcel refers to an order, all of them bear on it.
    select
        carrier_invoices.store,
        carrier_invoices.source_file,
        carrier_invoices.source_line,
        referred_orders.order_number
    from carrier_invoices
    inner join referred_orders
        on carrier_invoices.store = referred_orders.store
        and carrier_invoices.tracking_number = referred_orders.tracking_number
),

final as (
    -- A carrier knows parcels; its row bears on every order that was in the parcel or is referred
    -- to.
    select
        unioned.store,
        unioned.source_file,
        unioned.source_line,
        unioned.order_number
    from unioned
    group by
        unioned.store, unioned.source_file, unioned.source_line, unioned.order_number
)

select * from final
