with

sessions_tagged as (
    select * from {{ ref('int_attribution__sessions_tagged') }}
),

orders_kept as (
    select * from {{ ref('int_orders__orders_kept') }}
),

visits as (
    select
        sessions_tagged.store,
        sessions_tagged.touch_id,
        'session' as touch_kind,
        sessions_tagged.visitor_id,
        sessions_tagged.email_hash,
        sessions_tagged.named_order_id as session_order_id,
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
),

visits_of_orders as (
    select
        visits.store,
        visits.session_order_id,
        visits.touched_at,
        {{ decoded_text('visits.utm_source') }} as source_text,
        {{ decoded_text('visits.utm_medium') }} as medium_text,
        {{ decoded_text('visits.utm_campaign') }} as campaign_text,
        {{ decoded_text('visits.campaign_id') }} as campaign_id_text,
        coalesce(visits.gclid, visits.fbclid) as click_id,
        {{ site_of('visits.referrer_host') }} as referrer_host
    from visits
    where visits.session_order_id is not null
),

orders_visited as (
    -- The way back from the payment, and a visit of which nobody knows whence it came, tell
    -- nothing.
    select
        visits_of_orders.store,
        visits_of_orders.session_order_id
    from visits_of_orders
    inner join orders_kept
        on visits_of_orders.store = orders_kept.store
        and visits_of_orders.session_order_id = orders_kept.order_id
    where visits_of_orders.touched_at <= orders_kept.ordered_at
        and coalesce(
            {{ told_text('visits_of_orders.source_text') }},
            {{ told_text('visits_of_orders.medium_text') }},
            {{ told_text('visits_of_orders.campaign_text') }},
            {{ told_text('visits_of_orders.campaign_id_text') }},
            visits_of_orders.click_id, visits_of_orders.referrer_host
        ) is not null
    group by visits_of_orders.store, visits_of_orders.session_order_id
),

landings as (
    -- What the shop wrote into an order of where its buyer came from counts where no session tells.
    select
        orders_kept.store,
        'order:' || orders_kept.order_id as touch_id,
        'order_landing' as touch_kind,
        cast(null as {{ dbt.type_string() }}) as visitor_id,
        cast(null as {{ dbt.type_string() }}) as email_hash,
        orders_kept.order_id as session_order_id,
        orders_kept.ordered_at as touched_at,
        coalesce(orders_kept.sale_date, cast(orders_kept.ordered_at as date)) as touched_date,
        orders_kept.utm_source,
        orders_kept.utm_medium,
        orders_kept.utm_campaign,
        orders_kept.utm_term,
        cast(null as {{ dbt.type_string() }}) as campaign_id,
        orders_kept.gclid,
        orders_kept.fbclid,
        cast(null as {{ dbt.type_string() }}) as referrer_host,
        cast(null as {{ dbt.type_string() }}) as landing_host,
        true as has_other_signs
    from orders_kept
    left join orders_visited
        on orders_kept.store = orders_visited.store
        and orders_kept.order_id = orders_visited.session_order_id
    where orders_visited.session_order_id is null
        and orders_kept.ordered_at is not null
        and coalesce(
            orders_kept.utm_source, orders_kept.utm_medium, orders_kept.utm_campaign,
            orders_kept.gclid, orders_kept.fbclid
        ) is not null
),

told as (
    select * from visits
    union all
    select * from landings
),

final as (
    select
        told.store,
        told.touch_id,
        told.touch_kind,
        told.visitor_id,
        told.email_hash,
        told.session_order_id,
        told.touched_at,
        told.touched_date,
        {{ decoded_text('told.utm_source') }} as source_text,
        {{ decoded_text('told.utm_medium') }} as medium_text,
        {{ decoded_text('told.utm_campaign') }} as campaign_text,
        {{ decoded_text('told.utm_term') }} as term_text,
        {{ decoded_text('told.campaign_id') }} as campaign_id_text,
        told.utm_campaign as campaign_name_as_told,
        told.gclid is not null as has_gclid,
        told.fbclid is not null as has_fbclid,
        {{ site_of('told.referrer_host') }} as referrer_host,
        {{ site_of('told.landing_host') }} as landing_host,
        told.has_other_signs
    from told
)

select * from final
