with

sessions_told as (
    select * from {{ ref('int_attribution__sessions_told') }}
),

orders_kept as (
    select * from {{ ref('int_orders__orders_kept') }}
),

order_customers as (
    select * from {{ ref('int_identity__order_customers') }}
),

visits as (
    select
        sessions_told.store,
        sessions_told.session_order_id,
        sessions_told.touched_at,
        sessions_told.gclid,
        sessions_told.fbclid,
        {{ decoded_text('sessions_told.utm_source') }} as source_text,
        {{ decoded_text('sessions_told.utm_medium') }} as medium_text,
        {{ decoded_text('sessions_told.utm_campaign') }} as campaign_text,
        {{ decoded_text('sessions_told.campaign_id') }} as campaign_id_text,
        {{ site_of('sessions_told.referrer_host') }} as referrer_host
    from sessions_told
    where sessions_told.session_order_id is not null
),

named as (
    -- The way back from the payment, and a visit of which nobody knows whence it came, tell
    -- nothing.
    select
        visits.store,
        visits.session_order_id as order_id
    from visits
    inner join orders_kept
        on visits.store = orders_kept.store
        and visits.session_order_id = orders_kept.order_id
    where visits.touched_at <= orders_kept.ordered_at
        and coalesce(
            orders_kept.utm_source, orders_kept.utm_medium, orders_kept.utm_campaign,
            orders_kept.gclid, orders_kept.fbclid
        ) is not null
        and coalesce(
            {{ told_text('visits.source_text') }},
            {{ told_text('visits.medium_text') }},
            {{ told_text('visits.campaign_text') }},
            {{ told_text('visits.campaign_id_text') }},
            visits.gclid, visits.fbclid, visits.referrer_host
        ) is not null
),

bought as (
    select
        orders_kept.store,
        orders_kept.order_id,
        orders_kept.ordered_at,
        orders_kept.gclid,
        orders_kept.fbclid,
        order_customers.customer_label
    from orders_kept
    inner join order_customers
        on orders_kept.store = order_customers.store
        and orders_kept.order_id = order_customers.order_id
    where orders_kept.gclid is not null
        or orders_kept.fbclid is not null
),

clicked_before as (
    -- A customer's next order may still tell the click that led to the one before.
    select
        bought.store,
        bought.order_id
    from bought
    inner join order_customers
        on bought.store = order_customers.store
        and bought.customer_label = order_customers.customer_label
    inner join visits
        on order_customers.store = visits.store
        and order_customers.order_id = visits.session_order_id
    where visits.touched_at <= bought.ordered_at
        and (bought.gclid = visits.gclid or bought.fbclid = visits.fbclid)
),

final as (
    select
        named.store,
        named.order_id
    from named
    union distinct
    select
        clicked_before.store,
        clicked_before.order_id
    from clicked_before
)

select * from final
