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

told as (
    -- Amazon ships orders of the shop, the shop lists orders of Amazon, and two orders may share a
    -- parcel.
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
        {{ order_number('others.order_number') }} as linked_order_number
    from shipments
    inner join shipments as others
        on shipments.store = others.store
        and shipments.tracking_number = others.tracking_number
    where shipments.order_number <> others.order_number
    union all
    select
        carrier_orders.store,
        carrier_orders.order_number,
        others.order_number as linked_order_number
    from carrier_orders
    inner join carrier_orders as others
        on carrier_orders.store = others.store
        and carrier_orders.source_file = others.source_file
        and carrier_orders.source_line = others.source_line
    where carrier_orders.order_number <> others.order_number
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
