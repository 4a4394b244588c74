with

credits as (
    select * from {{ ref('int_attribution__credits') }}
),

final as (
    -- Whatever model profit is shown by: a sale names one campaign, and of this model one visit has
    -- the whole order.
    select
        credits.store,
        credits.order_id,
        credits.order_key,
        credits.touch_id,
        credits.channel_group,
        credits.ad_platform,
        credits.campaign_key
    from credits
    where credits.attribution_model = 'last_non_direct'
)

select * from final
