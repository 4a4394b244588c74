with

credits as (
    select * from {{ ref('int_attribution__credits') }}
),

final as (
    select
        {{ hash_key([
            "credits.store", "credits.order_id", "credits.touch_id", "credits.attribution_model"
        ]) }} as attribution_key,
        {{ date_key('credits.sale_date') }} as date_key,
        credits.channel_key,
        credits.ad_campaign_key,
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
