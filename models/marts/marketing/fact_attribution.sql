with

credits as (
    select * from {{ ref('int_attribution__credits') }}
),

final as (
    select
        credits.attribution_key,
        {{ date_key('credits.sale_date') }} as date_key,
        {{ dimension_key(
            ["credits.store", "credits.channel_name"], "credits.channel_name is not null", "true"
        ) }} as channel_key,
        {{ dimension_key(
            ["credits.store", "credits.ad_platform", "credits.campaign_key"],
            "credits.ad_platform is not null", "credits.campaign_key is not null"
        ) }} as ad_campaign_key,
        credits.store,
        credits.order_id,
        credits.touch_id,
        credits.attribution_model,
        credits.credit_units,
        credits.order_kind,
        credits.channel_group,
        credits.ad_platform,
        credits.sale_date,
        credits.touched_date
    from credits
)

select * from final
