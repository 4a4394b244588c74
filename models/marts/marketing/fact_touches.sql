with

touches as (
    select * from {{ ref('int_attribution__touches') }}
),

touch_uses as (
    select * from {{ ref('int_attribution__touch_uses') }}
),

final as (
    select
        {{ hash_key(["touches.store", "touches.touch_id"]) }} as touch_key,
        {{ dimension_key(
            ["touches.store", "touches.ad_platform", "touches.campaign_key"],
            "touches.ad_platform is not null", "touches.campaign_key is not null"
        ) }} as ad_campaign_key,
        touches.store,
        touches.touch_id,
        touches.touch_kind,
        touches.touched_at,
        touches.touched_date,
        touches.source,
        touches.medium,
        touches.channel_group,
        touches.ad_platform,
        touches.campaign_id_told,
        touches.campaign_name_told,
        touches.match_basis,
        touches.person_basis,
        touches.is_direct,
        touches.is_brand_search,
        touches.window_days,
        touch_uses.touch_use,
        touch_uses.orders_in_reach
    from touches
    inner join touch_uses
        on touches.store = touch_uses.store
        and touches.touch_id = touch_uses.touch_id
)

select * from final
