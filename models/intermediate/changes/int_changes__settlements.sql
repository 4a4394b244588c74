with

orders as (
    select * from {{ ref('int_changes__orders') }}
),

settlements as (
    select * from {{ ref('stg_amazon__settlements') }}
),

final as (
    -- All rows of the orders that changed, and all that name no order: of those there are few.
    select
        settlements.store,
        settlements.settlement_id,
        settlements.order_id,
        settlements.merchant_order_id,
        settlements.adjustment_id,
        settlements.shipment_id,
        settlements.order_item_code,
        settlements.merchant_order_item_id,
        settlements.merchant_adjustment_item_id,
        settlements.promotion_id,
        settlements.sku,
        settlements.source_file,
        settlements.file_sha256,
        settlements.batch_id,
        settlements.row_hash,
        settlements.currency,
        settlements.transaction_type,
        settlements.marketplace_name,
        settlements.fulfillment_id,
        settlements.amount_type,
        settlements.amount_description,
        settlements.shipment_fee_type,
        settlements.order_fee_type,
        settlements.price_type,
        settlements.item_related_fee_type,
        settlements.promotion_type,
        settlements.direct_payment_type,
        settlements.other_fee_reason_description,
        settlements.record_type,
        settlements.layout,
        settlements.quantity_purchased,
        settlements.total_amount,
        settlements.amount,
        settlements.shipment_fee_amount,
        settlements.order_fee_amount,
        settlements.price_amount,
        settlements.item_related_fee_amount,
        settlements.misc_fee_amount,
        settlements.other_fee_amount,
        settlements.promotion_amount,
        settlements.direct_payment_amount,
        settlements.other_amount,
        settlements.source_line,
        settlements.deposit_date,
        settlements.posted_date,
        settlements.settlement_start_at,
        settlements.settlement_end_at,
        settlements.deposit_at,
        settlements.posted_at,
        settlements.loaded_at
    from settlements
    left join orders
        on settlements.store = orders.store
        and {{ order_number('coalesce(settlements.order_id, settlements.merchant_order_id)') }}
        = orders.order_number
    where orders.order_number is not null
        or coalesce(settlements.order_id, settlements.merchant_order_id) is null
)

select * from final
