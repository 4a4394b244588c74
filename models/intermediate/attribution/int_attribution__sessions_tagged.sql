with

sessions as (
    select * from {{ ref('stg_web__sessions') }}
),

orders_kept as (
    select * from {{ ref('int_orders__orders_kept') }}
),

{{ orders_by_number_steps('orders_kept') }},

addresses as (
    select
        sessions.store,
        sessions.session_id,
        {{ query_of('sessions.landing_page') }} as query_text
    from sessions
    where sessions.landing_page is not null
),

tags as (
    select
        addresses.store,
        addresses.session_id,
        {{ query_tag('addresses.query_text', 'utm_source') }} as utm_source,
        {{ query_tag('addresses.query_text', 'utm_medium') }} as utm_medium,
        {{ query_tag('addresses.query_text', 'utm_campaign') }} as utm_campaign,
        {{ query_tag('addresses.query_text', 'utm_term') }} as utm_term,
        coalesce(
            {{ query_tag('addresses.query_text', 'campaign_id') }},
            {{ query_tag('addresses.query_text', 'gad_campaignid') }},
            {{ query_tag('addresses.query_text', 'utm_id') }}
        ) as campaign_id,
        {{ query_tag('addresses.query_text', 'gclid') }} as gclid,
        {{ query_tag('addresses.query_text', 'fbclid') }} as fbclid
    from addresses
    where addresses.query_text is not null
),

final as (
    -- The address of the first page says what a column of its own does not. A session that names an
    -- order which nobody knows names none.
    select
        sessions.store,
        sessions.session_id as touch_id,
        sessions.visitor_id,
        case when sessions.email_kind = 'personal' then sessions.email_hash end as email_hash,
        orders_by_number.order_id as named_order_id,
        sessions.started_at as touched_at,
        coalesce(sessions.started_date, cast(sessions.started_at as date)) as touched_date,
        coalesce(sessions.utm_source, tags.utm_source) as utm_source,
        coalesce(sessions.utm_medium, tags.utm_medium) as utm_medium,
        coalesce(sessions.utm_campaign, tags.utm_campaign) as utm_campaign,
        tags.utm_term,
        coalesce(sessions.campaign_id, tags.campaign_id) as campaign_id,
        coalesce(sessions.gclid, tags.gclid) as gclid,
        coalesce(sessions.fbclid, tags.fbclid) as fbclid,
        {{ host_of('sessions.referrer') }} as referrer_host,
        {{ host_of('sessions.landing_page') }} as landing_host,
        sessions.landing_page is not null
        or sessions.email_hash is not null
        or sessions.order_name is not null as has_other_signs
    from sessions
    left join tags
        on sessions.store = tags.store
        and sessions.session_id = tags.session_id
    left join orders_by_number
        on sessions.store = orders_by_number.store
        and {{ order_number('sessions.order_name') }} = orders_by_number.order_number
    where sessions.record_type = 'data'
)

select * from final
