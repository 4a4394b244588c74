with

shopify_orders as (
    select * from {{ ref('stg_shopify__orders') }}
),

all_orders as (
    select * from {{ ref('stg_amazon__all_orders') }}
),

settlements as (
    select * from {{ ref('stg_amazon__settlements') }}
),

fulfilled_shipments as (
    select * from {{ ref('stg_amazon__fulfilled_shipments') }}
),

shipments as (
    select * from {{ ref('stg_costs__shipments') }}
),

carrier_orders as (
    select * from {{ ref('int_changes__carrier_orders') }}
),

parcels as (
    select
        shipments.store,
        shipments.tracking_number,
        min({{ order_number('shipments.order_number') }}) as order_number
    from shipments
    where shipments.tracking_number is not null
    group by shipments.store, shipments.tracking_number
),

charges as (
    select
        carrier_orders.store,
        carrier_orders.source_file,
        carrier_orders.source_line,
        min(carrier_orders.order_number) as order_number
    from carrier_orders
    group by carrier_orders.store, carrier_orders.source_file, carrier_orders.source_line
),

told as (
    -- Amazon ships orders of the shop, the shop lists orders of Amazon, and two orders may share a
    -- parcel: all of a parcel are linked with the first of them.
    select
        shopify_orders.store,
        {{ order_number('shopify_orders.order_name') }} as order_number,
        {{ order_number('shopify_orders.amazon_order_id') }} as linked_order_number
    from shopify_orders
    where shopify_orders.amazon_order_id is not null
    union all
    select
        all_orders.store,
        {{ order_number('all_orders.amazon_order_id') }} as order_number,
        {{ order_number('all_orders.merchant_order_id') }} as linked_order_number
    from all_orders
    where all_orders.merchant_order_id is not null
    union all
    select
        settlements.store,
        {{ order_number('settlements.order_id') }} as order_number,
        {{ order_number('settlements.merchant_order_id') }} as linked_order_number
    from settlements
    where settlements.order_id is not null
        and settlements.merchant_order_id is not null
    union all
    select
        fulfilled_shipments.store,
        {{ order_number('fulfilled_shipments.amazon_order_id') }} as order_number,
        {{ order_number('fulfilled_shipments.merchant_order_id') }} as linked_order_number
    from fulfilled_shipments
    where fulfilled_shipments.merchant_order_id is not null
    union all
    select
        shipments.store,
        {{ order_number('shipments.order_number') }} as order_number,
        parcels.order_number as linked_order_number
    from shipments
    inner join parcels
        on shipments.store = parcels.store
        and shipments.tracking_number = parcels.tracking_number
    union all
    select
        carrier_orders.store,
        carrier_orders.order_number,
        charges.order_number as linked_order_number
    from carrier_orders
    inner join charges
        on carrier_orders.store = charges.store
        and carrier_orders.source_file = charges.source_file
        and carrier_orders.source_line = charges.source_line
),

both_ways as (
    select
        told.store,
        told.order_number,
        told.linked_order_number
    from told
    union all
    select
        told.store,
        told.linked_order_number as order_number,
        told.order_number as linked_order_number
    from told
),

final as (
    select
        both_ways.store,
        both_ways.order_number,
        both_ways.linked_order_number
    from both_ways
    where both_ways.order_number <> both_ways.linked_order_number
    group by both_ways.store, both_ways.order_number, both_ways.linked_order_number
)

select * from final
