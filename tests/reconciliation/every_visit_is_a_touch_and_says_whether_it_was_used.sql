-- Property: every session is one touch; a touch says `used` when, and only when, it is credited.
-- Who relies on it: whoever looks for a visit that a campaign manager swears there was.
-- What would go wrong silently: an inner join on the way (no customer, no channel group, no order)
-- would make visits vanish, and with them the campaigns that they name.
with

sessions as (
    select * from {{ ref('stg_web__sessions') }}
),

touches as (
    select * from {{ ref('fact_touches') }}
),

attribution as (
    select * from {{ ref('fact_attribution') }}
),

credited as (
    select
        attribution.store,
        attribution.touch_id,
        count(distinct attribution.order_id) as orders
    from attribution
    where attribution.touch_id <> 'direct'
        and attribution.attribution_model = 'linear'
    group by attribution.store, attribution.touch_id
)

select
    sessions.store,
    sessions.session_id as touch_id,
    'no touch' as fault
from sessions
left join touches
    on sessions.store = touches.store
    and sessions.session_id = touches.touch_id
where sessions.record_type = 'data'
    and touches.touch_id is null
union all
select
    touches.store,
    touches.touch_id,
    'its use is another than its credits' as fault
from touches
left join credited
    on touches.store = credited.store
    and touches.touch_id = credited.touch_id
where touches.orders_in_reach <> coalesce(credited.orders, 0)
    or (touches.touch_use = 'used') <> (credited.orders is not null)
