with

order_rows as (
    select * from {{ ref('int_orders__amazon_order_rows') }}
),

shipment_dates as (
    select * from {{ ref('int_orders__shipment_dates') }}
),

ordered_per_line as (
    -- What the brand itself knows of a sale: the order report, without any settlement.
    select
        order_rows.store,
        order_rows.order_id,
        order_rows.sku,
        order_rows.order_line_id,
        order_rows.order_line_key,
        max(order_rows.marketplace_name) as marketplace_name,
        max(order_rows.fulfillment_channel) as fulfillment_channel,
        max(order_rows.currency) as currency,
        min(order_rows.purchase_date) as order_date,
        cast(sum(order_rows.quantity) as bigint) as quantity,
        {{ money('sum(order_rows.item_price)') }} as item_price,
        {{ money('sum(order_rows.item_promotion_discount)') }} as item_promotion,
        {{ money('sum(order_rows.shipping_price)') }} as shipping_price,
        {{ money('sum(order_rows.ship_promotion_discount)') }} as shipping_promotion,
        {{ money('sum(order_rows.gift_wrap_price)') }} as gift_wrap_price,
        min(order_rows.source_file) as source_file,
        min(order_rows.source_line) as source_line,
        min(order_rows.batch_id) as batch_id
    from order_rows
    where order_rows.is_shipped
        and order_rows.order_line_key is not null
    group by
        order_rows.store, order_rows.order_id, order_rows.sku, order_rows.order_line_id,
        order_rows.order_line_key
),

shipped_per_line as (
    select
        shipment_dates.store,
        shipment_dates.order_id,
        shipment_dates.sku,
        cast(sum(shipment_dates.units) as bigint) as units
    from shipment_dates
    group by shipment_dates.store, shipment_dates.order_id, shipment_dates.sku
),

final as (
    -- The fee follows the day on which a unit left the warehouse. Where the shipment report does
    -- not tell of every unit of the line, the day of the order stands in for it.
    select
        ordered_per_line.store,
        ordered_per_line.order_id,
        ordered_per_line.sku,
        ordered_per_line.order_line_id,
        ordered_per_line.order_line_key,
        ordered_per_line.marketplace_name,
        ordered_per_line.currency,
        case
            when ordered_per_line.fulfillment_channel = 'Amazon' then 'fba'
            else 'merchant'
        end as fulfillment_method,
        ordered_per_line.order_date,
        coalesce(shipment_dates.shipment_date, ordered_per_line.order_date) as ship_date,
        case
            when shipment_dates.shipment_date is null then 'ordered'
            else 'shipped'
        end as ship_date_basis,
        cast(coalesce(shipment_dates.units, ordered_per_line.quantity) as bigint) as quantity,
        {{ divide_round('ordered_per_line.item_price', 'ordered_per_line.quantity', 4) }}
            as unit_price,
        {{ divide_round(
            'ordered_per_line.item_price - ordered_per_line.item_promotion',
            'ordered_per_line.quantity', 4
        ) }} as unit_price_promoted,
        {{ divide_round(
            'ordered_per_line.item_price - ordered_per_line.item_promotion'
            ' + ordered_per_line.shipping_price - ordered_per_line.shipping_promotion'
            ' + ordered_per_line.gift_wrap_price',
            'ordered_per_line.quantity', 4
        ) }} as unit_total_promoted,
        ordered_per_line.source_file,
        ordered_per_line.source_line,
        ordered_per_line.batch_id
    from ordered_per_line
    left join shipped_per_line
        on ordered_per_line.store = shipped_per_line.store
        and ordered_per_line.order_id = shipped_per_line.order_id
        and ordered_per_line.sku = shipped_per_line.sku
        and ordered_per_line.quantity = shipped_per_line.units
    left join shipment_dates
        on shipped_per_line.store = shipment_dates.store
        and shipped_per_line.order_id = shipment_dates.order_id
        and shipped_per_line.sku = shipment_dates.sku
)

select * from final
