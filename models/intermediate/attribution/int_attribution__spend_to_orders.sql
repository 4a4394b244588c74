with

campaign_days as (
    select * from {{ ref('int_attribution__campaign_days') }}
),

credits as (
    select * from {{ ref('int_attribution__credits') }}
),

credited as (
    -- The visits that an advertisement brought on a day, with what each earned of an order. A total
    -- over several days tells of none of them what it cost.
    select
        campaign_days.campaign_day_key,
        campaign_days.store,
        campaign_days.spend_cents,
        credits.order_id,
        credits.touch_id,
        credits.credit_units
    from campaign_days
    inner join credits
        on campaign_days.store = credits.store
        and campaign_days.platform = credits.ad_platform
        and campaign_days.campaign_key = credits.campaign_key
        and campaign_days.spend_date = credits.touched_date
    where not campaign_days.is_by_product
        and not campaign_days.is_multi_day
        and credits.attribution_model = '{{ attribution_model() }}'
        and credits.credit_units > 0
),

{{ allocation_steps(
    from_cte='credited', total='spend_cents', weight='credit_units',
    partition_by='campaign_day_key', order_by='order_id, touch_id', result='share_cents'
) }},

final as (
    select
        allocated.campaign_day_key,
        allocated.store,
        allocated.order_id,
        cast(sum(allocated.share_cents) as bigint) as order_cents
    from allocated
    group by allocated.campaign_day_key, allocated.store, allocated.order_id
)

select * from final
