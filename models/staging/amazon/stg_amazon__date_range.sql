with

date_range as (
    select * from {{ source('amazon', 'date_range') }}
),

final as (
    -- One transaction with its components in columns; its total is their sum.
    select
        {{ clean_text('_store') }} as store,
        {{ clean_text('settlement_id') }} as settlement_id,
        {{ clean_text('order_id') }} as order_id,
        {{ clean_text('sku') }} as sku,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        {{ clean_text('type') }} as type,
        {{ clean_text('description') }} as description,
        {{ clean_text('marketplace') }} as marketplace,
        {{ clean_text('account_type') }} as account_type,
        {{ clean_text('fulfillment') }} as fulfillment,
        {{ clean_text('order_state') }} as order_state,
        {{ clean_text('order_postal_prefix') }} as order_postal_prefix,
        {{ clean_text('tax_collection_model') }} as tax_collection_model,
        {{ clean_text('currency') }} as currency,
        {{ clean_text('transaction_status') }} as transaction_status,
        _record_type as record_type,
        _layout as layout,
        quantity,
        product_sales,
        product_sales_tax,
        shipping_credits,
        shipping_credits_tax,
        gift_wrap_credits,
        gift_wrap_credits_tax,
        regulatory_fee,
        tax_on_regulatory_fee,
        points_fee,
        promotional_rebates,
        promotional_rebates_tax,
        sales_tax_collected,
        low_value_goods,
        total_sales_tax_liable,
        tcs_cgst,
        tcs_sgst,
        tcs_igst,
        tds_194o,
        marketplace_withheld_tax,
        selling_fees,
        fba_fees,
        other_transaction_fees,
        other,
        total,
        _source_line as source_line,
        posted_date,
        posted_at,
        transaction_release_at,
        _loaded_at as loaded_at
    from date_range
)

select * from final
