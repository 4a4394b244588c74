with

campaign_days as (
    select * from {{ ref('int_attribution__campaign_days') }}
),

credits as (
    select * from {{ ref('int_attribution__credits') }}
),

credits_chosen as (
    select
        credits.store,
        credits.ad_platform,
        credits.campaign_key,
        credits.touched_date,
        credits.order_id,
        credits.touch_id,
        credits.credit_units
    from credits
    where credits.attribution_model = '{{ attribution_model() }}'
        and credits.credit_units > 0
),

credited as (
    -- The visits that an advertisement brought on a day, with what each earned of an order; those
    -- of a month at most where a report tells no days.
    select
        campaign_days.campaign_day_key,
        campaign_days.store,
        campaign_days.spend_cents,
        credits_chosen.order_id,
        credits_chosen.touch_id,
        credits_chosen.credit_units
    from campaign_days
    inner join credits_chosen
        on campaign_days.store = credits_chosen.store
        and campaign_days.platform = credits_chosen.ad_platform
        and campaign_days.campaign_key = credits_chosen.campaign_key
        and campaign_days.spend_date = credits_chosen.touched_date
    where not campaign_days.is_by_product
        and campaign_days.days_before = 0
    union all
    select
        campaign_days.campaign_day_key,
        campaign_days.store,
        campaign_days.spend_cents,
        credits_chosen.order_id,
        credits_chosen.touch_id,
        credits_chosen.credit_units
    from campaign_days
    inner join credits_chosen
        on campaign_days.store = credits_chosen.store
        and campaign_days.platform = credits_chosen.ad_platform
        and campaign_days.campaign_key = credits_chosen.campaign_key
        and credits_chosen.touched_date
        between campaign_days.period_start_date and campaign_days.spend_date
    where not campaign_days.is_by_product
        and campaign_days.days_before between 1 and 30
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
