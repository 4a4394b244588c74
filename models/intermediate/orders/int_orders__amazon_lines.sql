with

order_rows as (
    select * from {{ ref('int_orders__amazon_order_rows') }}
),

settlement_amounts as (
    select * from {{ ref('int_settlements__amounts_classified') }}
),

settlement_units as (
    select * from {{ ref('int_settlements__units') }}
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

settled_per_line as (
    -- A settlement settles a sale when it tells the price; a fee alone leaves the report its say.
    select
        settlement_amounts.store,
        settlement_amounts.order_id,
        settlement_amounts.sku,
        max(settlement_amounts.marketplace_name) as marketplace_name,
        max(settlement_amounts.fulfillment_id) as fulfillment_id,
        max(settlement_amounts.currency) as currency,
        min(settlement_amounts.posted_date) as first_posted_date,
        min(
            case
                when settlement_amounts.order_event_type = 'sale'
                    then settlement_amounts.posted_date
            end
        ) as first_sale_posted_date,
        max(
            case
                when settlement_amounts.order_event_type = 'sale'
                    and {{ normalized_code('settlement_amounts.amount_type') }} = 'itemprice' then 1
                else 0
            end
        ) as is_settled
    from settlement_amounts
    where settlement_amounts.is_primary
        and settlement_amounts.scope = 'order'
        and not settlement_amounts.is_mcf
        and settlement_amounts.order_id is not null
        and settlement_amounts.sku is not null
    group by settlement_amounts.store, settlement_amounts.order_id, settlement_amounts.sku
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
        ) as sale_date,
        ordered_per_line.order_id is null as is_settlement_only,
        coalesce(settled_per_line.is_settled, 0) = 1 as is_settled,
        coalesce(ordered_per_line.is_shipped, 0) = 1 or coalesce(settled_per_line.is_settled, 0) = 1
            as is_counted,
        coalesce(ordered_per_line.shipped_quantity, 0) as shipped_quantity,
        coalesce(ordered_per_line.ordered_quantity, 0) as ordered_quantity
    from ordered_per_line
    full outer join settled_per_line
        on ordered_per_line.store = settled_per_line.store
        and ordered_per_line.order_id = settled_per_line.order_id
        and ordered_per_line.sku = settled_per_line.sku
),

final as (
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
        joined.sale_date,
        joined.is_settlement_only,
        joined.is_settled,
        joined.is_counted,
        case
            when joined.shipped_quantity > 0 then joined.shipped_quantity
            when joined.is_settled and joined.ordered_quantity > 0 then joined.ordered_quantity
            else coalesce(units_per_line.settled_quantity, 0)
        end as quantity,
        coalesce(units_per_line.settled_quantity, 0) as settled_quantity
    from joined
    left join units_per_line
        on joined.store = units_per_line.store
        and joined.order_id = units_per_line.order_id
        and joined.sku = units_per_line.sku
)

select * from final
