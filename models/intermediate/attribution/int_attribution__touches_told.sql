with

sessions_told as (
    select * from {{ ref('int_attribution__sessions_told') }}
),

orders_visited as (
    select * from {{ ref('int_attribution__orders_visited') }}
),

orders_kept as (
    select * from {{ ref('int_orders__orders_kept') }}
),

visits as (
    select
        sessions_told.store,
        sessions_told.touch_id,
        'session' as touch_kind,
        sessions_told.visitor_id,
        sessions_told.email_hash,
        sessions_told.session_order_id,
        sessions_told.touched_at,
        sessions_told.touched_date,
        sessions_told.utm_source,
        sessions_told.utm_medium,
        sessions_told.utm_campaign,
        sessions_told.utm_term,
        sessions_told.campaign_id,
        sessions_told.gclid,
        sessions_told.fbclid,
        sessions_told.referrer_host,
        sessions_told.landing_host,
        sessions_told.has_other_signs
    from sessions_told
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
        and orders_kept.order_id = orders_visited.order_id
    where orders_visited.order_id is null
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
