with

campaigns as (
    select * from {{ source('google_ads', 'campaigns') }}
),

final as (
    -- Total rows of the vendor stay in as control rows, told apart by record_type.
    select
        {{ clean_text('_store') }} as store,
        {{ clean_text('campaign_id') }} as campaign_id,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        {{ clean_text('campaign') }} as campaign,
        {{ clean_text('campaign_status') }} as campaign_status,
        {{ clean_text('campaign_type') }} as campaign_type,
        {{ clean_text('region') }} as region,
        {{ clean_text('currency') }} as currency,
        _record_type as record_type,
        _layout as layout,
        impressions,
        clicks,
        cost,
        conversions,
        conversion_value,
        _source_line as source_line,
        period_start_date,
        period_end_date,
        _loaded_at as loaded_at
    from campaigns
)

select * from final
