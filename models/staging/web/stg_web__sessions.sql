with

sessions as (
    select * from {{ source('web', 'sessions') }}
),

final as (
    -- Tags stay as the link had them; what they mean is for the models of attribution to say.
    select
        {{ clean_text('_store') }} as store,
        {{ clean_text('session_id') }} as session_id,
        {{ clean_text('visitor_id') }} as visitor_id,
        {{ clean_text('email_hash') }} as email_hash,
        {{ clean_text('order_name') }} as order_name,
        {{ clean_text('campaign_id') }} as campaign_id,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        {{ clean_text('email_kind') }} as email_kind,
        {{ clean_text('utm_source') }} as utm_source,
        {{ clean_text('utm_medium') }} as utm_medium,
        {{ clean_text('utm_campaign') }} as utm_campaign,
        {{ clean_text('gclid') }} as gclid,
        {{ clean_text('fbclid') }} as fbclid,
        {{ clean_text('referrer') }} as referrer,
        {{ clean_text('landing_page') }} as landing_page,
        _record_type as record_type,
        _layout as layout,
        _source_line as source_line,
        started_date,
        started_at,
        _loaded_at as loaded_at
    from sessions
)

select * from final
