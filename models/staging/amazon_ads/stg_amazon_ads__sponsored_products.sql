with

sponsored_products as (
    select * from {{ source('amazon_ads', 'sponsored_products') }}
),

final as (
    -- Orders and sales here are what Amazon claims within its attribution window, not sales
    -- of the ledger.
    select
        {{ clean_text('_store') }} as store,
        {{ clean_text('campaign_id') }} as campaign_id,
        {{ clean_text('advertised_sku') }} as advertised_sku,
        {{ clean_text('advertised_asin') }} as advertised_asin,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        {{ clean_text('portfolio') }} as portfolio,
        {{ clean_text('campaign_type') }} as campaign_type,
        {{ clean_text('campaign') }} as campaign,
        {{ clean_text('ad_group') }} as ad_group,
        {{ clean_text('campaign_status') }} as campaign_status,
        {{ clean_text('country') }} as country,
        {{ clean_text('currency') }} as currency,
        _record_type as record_type,
        _layout as layout,
        impressions,
        clicks,
        spend,
        orders,
        units,
        sales,
        attribution_window_days,
        _source_line as source_line,
        period_start_date,
        period_end_date,
        _loaded_at as loaded_at
    from sponsored_products
)

select * from final
