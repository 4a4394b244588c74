-- Property: touches of one advertising platform all count for as many days, no longer than the
-- lookback and no longer than the platform itself counts a click.
-- Who relies on it: every credit, and whoever compares it with what the platform claims.
-- What would go wrong silently: a platform whose visits count longer than those of others wins
-- orders that are not its own.
select
    touches.ad_platform,
    min(touches.window_days) as shortest_window,
    max(touches.window_days) as longest_window,
    min(ad_platforms.click_window_days) as click_window_days
from {{ ref('int_attribution__touches') }} as touches
left join {{ ref('stg_reference__ad_platforms') }} as ad_platforms
    on touches.ad_platform = ad_platforms.ad_platform
    and ad_platforms.ad_product = 'all'
group by touches.ad_platform
having min(touches.window_days) <> max(touches.window_days)
    or max(touches.window_days) > {{ var('attribution_lookback_days') }}
    or max(touches.window_days) > min(ad_platforms.click_window_days)
