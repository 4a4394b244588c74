with

payment_transactions_versions as (
    select * from {{ source('shopify', 'payment_transactions__versions') }}
),

final as (
    select
        {{ clean_text('_store') }} as store,
        _file_no as file_no,
        {{ clean_text('order_name') }} as order_name,
        {{ clean_text('payout_id') }} as payout_id,
        {{ clean_text('checkout_id') }} as checkout_id,
        {{ clean_text('business_entity_id') }} as business_entity_id,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        {{ clean_text('type') }} as transaction_type,
        {{ clean_text('card_brand') }} as card_brand,
        {{ clean_text('card_source') }} as card_source,
        {{ clean_text('payout_status') }} as payout_status,
        {{ clean_text('payment_method_name') }} as payment_method_name,
        {{ clean_text('presentment_currency') }} as presentment_currency,
        {{ clean_text('currency') }} as currency,
        {{ clean_text('business_entity_name') }} as business_entity_name,
        _record_type as record_type,
        _layout as layout,
        amount,
        fee,
        net,
        presentment_amount,
        vat,
        _source_line as source_line,
        transaction_date,
        payout_date,
        available_on as available_date,
        transaction_at,
        _loaded_at as loaded_at,
        _as_of as as_of
    from payment_transactions_versions
)

select * from final
