with

billing as (
    select * from {{ source('shopify', 'billing') }}
),

final as (
    -- Identical rows are genuine: two labels of one day may cost the same.
    select
        {{ clean_text('_store') }} as store,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        {{ clean_text('charge_type') }} as charge_type,
        {{ clean_text('description') }} as description,
        {{ clean_text('currency') }} as currency,
        _record_type as record_type,
        _layout as layout,
        amount,
        _source_line as source_line,
        charged_date,
        charged_at,
        _loaded_at as loaded_at
    from billing
)

select * from final
