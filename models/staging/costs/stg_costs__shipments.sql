with

shipments as (
    select * from {{ source('costs', 'shipments') }}
),

final as (
    -- ShipStation repeats the fee of a parcel on each of its items and names no currency.
    select
        {{ clean_text('_store') }} as store,
        {{ clean_text('order_number') }} as order_number,
        upper({{ clean_text('tracking_number') }}) as tracking_number,
        {{ clean_text('invoice_number') }} as invoice_number,
        {{ clean_text('item_sku') }} as item_sku,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        {{ clean_text('carrier') }} as carrier,
        {{ clean_text('service') }} as service,
        {{ clean_text('ship_country') }} as ship_country,
        {{ clean_text('zone') }} as zone,
        {{ clean_text('currency') }} as currency,
        _record_type as record_type,
        _layout as layout,
        cost,
        weight_oz,
        item_quantity,
        _source_line as source_line,
        shipped_date,
        shipped_at,
        _loaded_at as loaded_at
    from shipments
)

select * from final
