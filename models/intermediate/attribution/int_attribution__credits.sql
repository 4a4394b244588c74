with

credited_touches as (
    select * from {{ ref('int_attribution__credited_touches') }}
),

final as (
    -- A part for each model, so that who asks for one model reads the touches once.
    {%- for name in attribution_models() %}
    select
        credited_touches.store,
        credited_touches.order_id,
        credited_touches.order_key,
        credited_touches.touch_id,
        '{{ name }}' as attribution_model,
        credited_touches.{{ name }}_units as credit_units,
        credited_touches.order_platform,
        credited_touches.order_kind,
        credited_touches.sale_date,
        credited_touches.channel_key,
        credited_touches.ad_campaign_key,
        credited_touches.channel_group,
        credited_touches.ad_platform,
        credited_touches.campaign_key,
        credited_touches.touched_at,
        credited_touches.touched_date
    from credited_touches
    where credited_touches.{{ name }}_units > 0
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
