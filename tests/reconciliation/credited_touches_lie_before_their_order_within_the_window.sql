-- Property: a credited touch is of the order's store, began at the order's second or before, and
-- not longer ago than the lookback and its platform's click window, by the times themselves.
-- Who relies on it: every credit. A purchase explains no visit after it.
-- What would go wrong silently: a comparison of days credits what a buyer did after the purchase.
with

attribution as (
    select * from {{ ref('fact_attribution') }}
),

touches as (
    select * from {{ ref('fact_touches') }}
),

orders_kept as (
    select * from {{ ref('int_orders__orders_kept') }}
),

ad_platforms as (
    select * from {{ ref('stg_reference__ad_platforms') }}
)

select
    attribution.store,
    attribution.order_id,
    attribution.touch_id,
    touches.touched_at,
    orders_kept.ordered_at
from attribution
inner join orders_kept
    on attribution.store = orders_kept.store
    and attribution.order_id = orders_kept.order_id
left join touches
    on attribution.store = touches.store
    and attribution.touch_id = touches.touch_id
left join ad_platforms
    on touches.ad_platform = ad_platforms.ad_platform
    and ad_platforms.ad_product = 'all'
where attribution.touch_id <> 'direct'
    and (
        touches.touch_id is null
        or orders_kept.platform = 'amazon'
        or touches.touched_at > orders_kept.ordered_at
        or {{ dbt.dateadd('day', var('attribution_lookback_days'), 'touches.touched_at') }}
        < orders_kept.ordered_at
        or {{ dbt.dateadd('day', 'ad_platforms.click_window_days', 'touches.touched_at') }}
        < orders_kept.ordered_at
    )
