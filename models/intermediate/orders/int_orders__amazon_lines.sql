with

order_rows as (
    select * from {{ ref('int_orders__amazon_order_rows') }}
),

settled_per_line as (
    select * from {{ ref('int_settlements__lines_told') }}
),

settlement_units as (
    select * from {{ ref('int_settlements__units') }}
),

shipment_dates as (
    select * from {{ ref('int_orders__shipment_dates') }}
),

ordered_per_line as (
    -- Amazon's order report has no line number: rows of one order and SKU are one line.
    select
        order_rows.store,
        order_rows.order_id,
        order_rows.sku,
        max(order_rows.marketplace_name) as marketplace_name,
        max(order_rows.fulfillment_channel) as fulfillment_channel,
        max(order_rows.product_name) as product_name,
        max(order_rows.promotion_ids) as promotion_ids,
        max(order_rows.currency) as currency,
        min(order_rows.purchase_date) as purchase_date,
        max(case when order_rows.is_shipped then 1 else 0 end) as is_shipped,
        cast(sum(
            case when order_rows.is_shipped then order_rows.quantity else 0 end
        ) as bigint) as shipped_quantity,
        cast(sum(
            case when order_rows.is_cancelled then 0 else order_rows.quantity end
        ) as bigint) as ordered_quantity
    from order_rows
    where not order_rows.is_mcf
    group by order_rows.store, order_rows.order_id, order_rows.sku
),

units_per_line as (
    select
        settlement_units.store,
        settlement_units.order_id,
        settlement_units.sku,
        cast(sum(settlement_units.quantity) as bigint) as settled_quantity
    from settlement_units
    where settlement_units.event_type = 'sale'
    group by settlement_units.store, settlement_units.order_id, settlement_units.sku
),

shipped_per_line as (
    select
        shipment_dates.store,
        shipment_dates.order_id,
        shipment_dates.sku,
        min(shipment_dates.shipment_date) as shipped_date
    from shipment_dates
    group by shipment_dates.store, shipment_dates.order_id, shipment_dates.sku
),

joined as (
    select
        coalesce(ordered_per_line.store, settled_per_line.store) as store,
        coalesce(ordered_per_line.order_id, settled_per_line.order_id) as order_id,
        coalesce(ordered_per_line.sku, settled_per_line.sku) as sku,
        coalesce(ordered_per_line.marketplace_name, settled_per_line.marketplace_name)
            as marketplace_name,
        ordered_per_line.product_name,
        ordered_per_line.promotion_ids,
        case
            when ordered_per_line.fulfillment_channel = 'Amazon'
                or settled_per_line.fulfillment_id = 'AFN'
                then 'fba'
            when ordered_per_line.fulfillment_channel = 'Merchant'
                or settled_per_line.fulfillment_id = 'MFN'
                then 'merchant'
        end as fulfillment_method,
        coalesce(settled_per_line.currency, ordered_per_line.currency) as currency,
        coalesce(
            ordered_per_line.purchase_date,
            settled_per_line.first_sale_posted_date,
            settled_per_line.first_posted_date
        ) as order_date,
        settled_per_line.first_sale_posted_date,
        ordered_per_line.order_id is null as is_settlement_only,
        coalesce(settled_per_line.is_settled, false) as is_settled,
        coalesce(ordered_per_line.is_shipped, 0) = 1
        or coalesce(settled_per_line.is_settled, false) as is_counted,
        coalesce(ordered_per_line.shipped_quantity, 0) as shipped_quantity,
        coalesce(ordered_per_line.ordered_quantity, 0) as ordered_quantity
    from ordered_per_line
    full outer join settled_per_line
        on ordered_per_line.store = settled_per_line.store
        and ordered_per_line.order_id = settled_per_line.order_id
        and ordered_per_line.sku = settled_per_line.sku
),

final as (
    -- Amazon posts a sale when it is shipped: where no shipment report tells the day, that does.
    select
        joined.store,
        joined.order_id,
        joined.sku,
        joined.order_id || '/' || coalesce(joined.sku, '') as order_line_id,
        {{ hash_key([
            "joined.store", "'amazon'", "joined.order_id || '/' || coalesce(joined.sku, '')"
        ]) }} as order_line_key,
        joined.marketplace_name,
        joined.product_name,
        joined.promotion_ids,
        joined.fulfillment_method,
        joined.currency,
        {{ revenue_day(
            'joined.order_date',
            'coalesce(shipped_per_line.shipped_date, joined.first_sale_posted_date)'
        ) }} as sale_date,
        joined.is_settlement_only,
        joined.is_settled,
        joined.is_counted,
        case
            when joined.shipped_quantity > 0 then joined.shipped_quantity
            -- What has not been shipped is no sale yet; a settlement may name no units.
            when joined.is_settled and joined.ordered_quantity > 0
                then
                    least(
                        coalesce(
                            nullif(units_per_line.settled_quantity, 0), joined.ordered_quantity
                        ),
                        joined.ordered_quantity
                    )
            else coalesce(units_per_line.settled_quantity, 0)
        end as quantity,
        joined.ordered_quantity,
        coalesce(units_per_line.settled_quantity, 0) as settled_quantity
    from joined
    left join units_per_line
        on joined.store = units_per_line.store
        and joined.order_id = units_per_line.order_id
        and joined.sku = units_per_line.sku
    left join shipped_per_line
        on joined.store = shipped_per_line.store
        and joined.order_id = shipped_per_line.order_id
        and joined.sku = shipped_per_line.sku
)

select * from final
