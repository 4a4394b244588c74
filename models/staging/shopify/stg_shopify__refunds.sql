with

refunds as (
    select * from {{ source('shopify', 'refunds') }}
),

final as (
    -- One refund is several rows; what was paid back stands on the first of them.
    select
        {{ clean_text('_store') }} as store,
        {{ clean_text('refund_id') }} as refund_id,
        {{ clean_text('order_id') }} as order_id,
        {{ clean_text('line_item_id') }} as line_item_id,
        {{ clean_text('sku') }} as sku,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        {{ clean_text('line_item_name') }} as line_item_name,
        {{ clean_text('kind') }} as kind,
        {{ clean_text('restock_type') }} as restock_type,
        {{ clean_text('reason') }} as reason,
        {{ clean_text('currency') }} as currency,
        {{ clean_text('transaction_currency') }} as transaction_currency,
        _record_type as record_type,
        _layout as layout,
        is_without_payment,
        quantity,
        subtotal,
        total_tax,
        adjustment_amount,
        adjustment_tax,
        refunded_amount,
        _source_line as source_line,
        created_date,
        processed_date,
        created_at,
        processed_at,
        _loaded_at as loaded_at
    from refunds
)

select * from final
