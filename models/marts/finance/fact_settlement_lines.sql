with

settlement_amounts as (
    select * from {{ ref('int_settlements__amounts_classified') }}
),

final as (
    select
        settlement_amounts.settlement_amount_key,
        {{ date_key('settlement_amounts.posted_date') }} as date_key,
        {{ dimension_key(
            ["settlement_amounts.store", "settlement_amounts.sku"],
            "settlement_amounts.sku is not null", "true"
        ) }} as product_key,
        settlement_amounts.store,
        settlement_amounts.settlement_id,
        settlement_amounts.layout,
        settlement_amounts.is_primary,
        settlement_amounts.transaction_type,
        settlement_amounts.amount_type,
        settlement_amounts.amount_description,
        settlement_amounts.component,
        settlement_amounts.measure,
        settlement_amounts.component = 'unclassified' as is_unclassified,
        settlement_amounts.order_id,
        settlement_amounts.merchant_order_id,
        settlement_amounts.sku,
        settlement_amounts.marketplace_name,
        settlement_amounts.fulfillment_id,
        settlement_amounts.promotion_id,
        settlement_amounts.posted_date,
        settlement_amounts.currency,
        settlement_amounts.amount,
        settlement_amounts.source_file,
        cast(settlement_amounts.source_line as bigint) as source_line
    from settlement_amounts
)

select * from final
