with

sessions_tagged as (
    select * from {{ ref('int_attribution__sessions_tagged') }}
),

orders_kept as (
    select * from {{ ref('int_orders__orders_kept') }}
),

session_clicks as (
    select
        sessions_tagged.store,
        sessions_tagged.touch_id,
        sessions_tagged.visitor_id,
        sessions_tagged.named_order_id,
        sessions_tagged.touched_at,
        'gclid' as click_kind,
        {{ told_text('sessions_tagged.gclid') }} as click_id
    from sessions_tagged
    where sessions_tagged.gclid is not null
    union all
    select
        sessions_tagged.store,
        sessions_tagged.touch_id,
        sessions_tagged.visitor_id,
        sessions_tagged.named_order_id,
        sessions_tagged.touched_at,
        'fbclid' as click_kind,
        {{ told_text('sessions_tagged.fbclid') }} as click_id
    from sessions_tagged
    where sessions_tagged.fbclid is not null
),

clicks_of_one_browser as (
    -- Two browsers with one click id were sent one link, or its id was never filled in.
    select
        session_clicks.store,
        session_clicks.click_kind,
        session_clicks.click_id
    from session_clicks
    group by session_clicks.store, session_clicks.click_kind, session_clicks.click_id
    having count(distinct session_clicks.visitor_id) <= 1
),

order_clicks as (
    select
        orders_kept.store,
        orders_kept.order_id,
        orders_kept.ordered_at,
        'gclid' as click_kind,
        orders_kept.gclid as click_id
    from orders_kept
    where orders_kept.gclid is not null
    union all
    select
        orders_kept.store,
        orders_kept.order_id,
        orders_kept.ordered_at,
        'fbclid' as click_kind,
        orders_kept.fbclid as click_id
    from orders_kept
    where orders_kept.fbclid is not null
),

clicked as (
    select
        session_clicks.store,
        session_clicks.touch_id,
        order_clicks.order_id,
        row_number() over (
            partition by session_clicks.store, session_clicks.touch_id
            order by order_clicks.ordered_at, order_clicks.order_id, order_clicks.click_kind
        ) as place
    from session_clicks
    inner join clicks_of_one_browser
        on session_clicks.store = clicks_of_one_browser.store
        and session_clicks.click_kind = clicks_of_one_browser.click_kind
        and session_clicks.click_id = clicks_of_one_browser.click_id
    inner join order_clicks
        on session_clicks.store = order_clicks.store
        and session_clicks.click_kind = order_clicks.click_kind
        and session_clicks.click_id = order_clicks.click_id
    where session_clicks.named_order_id is null
        and session_clicks.touched_at <= order_clicks.ordered_at
),

final as (
    -- A session that names no order led to the first whose own record tells the same click.
    select
        sessions_tagged.store,
        sessions_tagged.touch_id,
        sessions_tagged.visitor_id,
        sessions_tagged.email_hash,
        sessions_tagged.named_order_id,
        coalesce(sessions_tagged.named_order_id, clicked.order_id) as session_order_id,
        sessions_tagged.touched_at,
        sessions_tagged.touched_date,
        sessions_tagged.utm_source,
        sessions_tagged.utm_medium,
        sessions_tagged.utm_campaign,
        sessions_tagged.utm_term,
        sessions_tagged.campaign_id,
        sessions_tagged.gclid,
        sessions_tagged.fbclid,
        sessions_tagged.referrer_host,
        sessions_tagged.landing_host,
        sessions_tagged.has_other_signs
    from sessions_tagged
    left join clicked
        on sessions_tagged.store = clicked.store
        and sessions_tagged.touch_id = clicked.touch_id
        and clicked.place = 1
)

select * from final
