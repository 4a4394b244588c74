with

carrier_invoices as (
    select * from {{ source('costs', 'carrier_invoices') }}
),

final as (
    -- One record is one charge: a parcel has several, on its first invoice and weeks later on
    -- another.
    select
        {{ clean_text('_store') }} as store,
        {{ clean_text('account_number') }} as account_number,
        {{ clean_text('invoice_number') }} as invoice_number,
        upper({{ clean_text('tracking_number') }}) as tracking_number,
        {{ clean_text('order_reference') }} as order_reference,
        {{ clean_text('reference_1') }} as lead_reference,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        {{ clean_text('carrier') }} as carrier,
        {{ clean_text('invoice_type') }} as invoice_type,
        {{ clean_text('service') }} as service,
        {{ clean_text('zone') }} as zone,
        {{ clean_text('charge_kind') }} as charge_kind,
        {{ clean_text('charge_kind_detail') }} as charge_kind_detail,
        {{ clean_text('charge_category') }} as charge_category,
        {{ clean_text('charge_code') }} as charge_code,
        {{ clean_text('charge_description') }} as charge_description,
        {{ clean_text('package_indicator') }} as package_indicator,
        {{ clean_text('currency') }} as currency,
        _record_type as record_type,
        _layout as layout,
        invoice_total,
        discount_amount,
        net_amount,
        actual_weight,
        billed_weight,
        _source_line as source_line,
        invoice_date,
        ship_date,
        _loaded_at as loaded_at
    from carrier_invoices
)

select * from final
