with

credits as (
    select * from {{ ref('int_attribution__credits') }}
),

ranked as (
    -- A model that shares an order among campaigns names the one with the most, the later of two.
    select
        credits.*,
        row_number() over (
            partition by credits.order_key
            order by
                credits.credit_units desc nulls last,
                credits.touched_at desc nulls last,
                credits.touch_id desc nulls last
        ) as place
    from credits
    where credits.attribution_model = '{{ var("attribution_model") }}'
),

final as (
    select
        ranked.store,
        ranked.order_id,
        ranked.order_key,
        ranked.touch_id,
        ranked.channel_group,
        ranked.ad_platform,
        ranked.campaign_key
    from ranked
    where ranked.place = 1
)

select * from final
