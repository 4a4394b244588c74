with

aged_inventory as (
    select * from {{ source('amazon', 'aged_inventory') }}
),

final as (
    -- The former layout has 6 and 12 months side by side in place of an age tier.
    select
        {{ clean_text('_store') }} as store,
        {{ clean_text('sku') }} as sku,
        {{ clean_text('fnsku') }} as fnsku,
        {{ clean_text('asin') }} as asin,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        {{ clean_text('condition') }} as condition,
        {{ clean_text('country') }} as country,
        {{ clean_text('volume_unit') }} as volume_unit,
        {{ clean_text('surcharge_age_tier') }} as surcharge_age_tier,
        {{ clean_text('currency') }} as currency,
        _record_type as record_type,
        _layout as layout,
        per_unit_volume,
        quantity_charged,
        rate_surcharge,
        amount_charged,
        quantity_charged_6_months,
        amount_charged_6_months,
        quantity_charged_12_months,
        amount_charged_12_months,
        _source_line as source_line,
        snapshot_date,
        _loaded_at as loaded_at
    from aged_inventory
)

select * from final
