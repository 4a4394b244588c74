with

orders as (
    select * from {{ ref('int_changes__orders') }}
),

date_range as (
    select * from {{ ref('stg_amazon__date_range') }}
),

final as (
    -- All rows of the orders that changed, and all that name no order: of those there are few.
    select
        date_range.store,
        date_range.settlement_id,
        date_range.order_id,
        date_range.sku,
        date_range.source_file,
        date_range.file_sha256,
        date_range.batch_id,
        date_range.row_hash,
        date_range.type,
        date_range.description,
        date_range.marketplace,
        date_range.account_type,
        date_range.fulfillment,
        date_range.order_state,
        date_range.order_postal_prefix,
        date_range.tax_collection_model,
        date_range.currency,
        date_range.transaction_status,
        date_range.record_type,
        date_range.layout,
        date_range.quantity,
        date_range.product_sales,
        date_range.product_sales_tax,
        date_range.shipping_credits,
        date_range.shipping_credits_tax,
        date_range.gift_wrap_credits,
        date_range.gift_wrap_credits_tax,
        date_range.regulatory_fee,
        date_range.tax_on_regulatory_fee,
        date_range.points_fee,
        date_range.promotional_rebates,
        date_range.promotional_rebates_tax,
        date_range.sales_tax_collected,
        date_range.low_value_goods,
        date_range.total_sales_tax_liable,
        date_range.tcs_cgst,
        date_range.tcs_sgst,
        date_range.tcs_igst,
        date_range.tds_194o,
        date_range.marketplace_withheld_tax,
        date_range.selling_fees,
        date_range.fba_fees,
        date_range.other_transaction_fees,
        date_range.other,
        date_range.total,
        date_range.source_line,
        date_range.posted_date,
        date_range.posted_at,
        date_range.transaction_release_at,
        date_range.loaded_at
    from date_range
    left join orders
        on date_range.store = orders.store
        and {{ order_number('date_range.order_id') }} = orders.order_number
    where orders.order_number is not null
        or date_range.order_id is null
)

select * from final
