with

storage_fees_versions as (
    select * from {{ source('amazon', 'storage_fees__versions') }}
),

final as (
    select
        {{ clean_text('_store') }} as store,
        _file_no as file_no,
        {{ clean_text('asin') }} as asin,
        {{ clean_text('fnsku') }} as fnsku,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        {{ clean_text('fulfillment_center') }} as fulfillment_center,
        {{ clean_text('country_code') }} as country_code,
        {{ clean_text('measurement_units') }} as measurement_units,
        {{ clean_text('weight_units') }} as weight_units,
        {{ clean_text('volume_units') }} as volume_units,
        {{ clean_text('product_size_tier') }} as product_size_tier,
        {{ clean_text('storage_utilization_ratio') }} as storage_utilization_ratio,
        {{ clean_text('storage_utilization_ratio_units') }} as storage_utilization_ratio_units,
        {{ clean_text('dangerous_goods_storage_type') }} as dangerous_goods_storage_type,
        {{ clean_text('currency') }} as currency,
        _record_type as record_type,
        _layout as layout,
        longest_side,
        median_side,
        shortest_side,
        weight,
        item_volume,
        average_quantity_on_hand,
        average_quantity_pending_removal,
        estimated_total_item_volume,
        base_rate,
        utilization_surcharge_rate,
        storage_rate,
        avg_qty_for_sus,
        est_vol_for_sus,
        est_base_storage_fee,
        est_surcharge_fee,
        total_incentive_fee_amount,
        estimated_monthly_storage_fee,
        _source_line as source_line,
        month_of_charge,
        _loaded_at as loaded_at,
        _as_of as as_of
    from storage_fees_versions
)

select * from final
