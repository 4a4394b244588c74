with

orders as (
    select * from {{ ref('int_attribution__orders') }}
),

path_touches as (
    select * from {{ ref('int_attribution__path_touches') }}
),

rule_credits as (
    select * from {{ ref('int_attribution__rule_credits') }}
),

channel_credits as (
    select * from {{ ref('int_attribution__channel_credits') }}
),

models as (
    {{ named_models(attribution_models()) }}
),

told as (
    select
        path_touches.*,
        models.attribution_model,
        case models.attribution_model
            when 'first_touch' then rule_credits.first_touch_units
            when 'last_touch' then rule_credits.last_touch_units
            when 'last_non_direct' then rule_credits.last_non_direct_units
            when 'linear' then rule_credits.linear_units
            when 'position_u' then rule_credits.position_u_units
            when 'position_w' then rule_credits.position_w_units
            when 'time_decay' then rule_credits.time_decay_units
            when 'markov' then channel_credits.markov_units
            when 'shapley' then channel_credits.shapley_units
        end as credit_units
    from path_touches
    inner join rule_credits
        on path_touches.order_key = rule_credits.order_key
        and path_touches.touch_id = rule_credits.touch_id
    inner join channel_credits
        on path_touches.order_key = channel_credits.order_key
        and path_touches.touch_id = channel_credits.touch_id
    cross join models
),

orders_touched as (
    select path_touches.order_key
    from path_touches
    group by path_touches.order_key
),

credits as (
    select
        told.store,
        told.order_id,
        told.order_key,
        told.touch_id,
        told.attribution_model,
        told.credit_units,
        told.channel_group,
        told.ad_platform,
        told.campaign_key,
        told.touched_at,
        told.touched_date
    from told
    where told.credit_units > 0
    union all
    -- An order without a visit keeps its whole credit. A journey that the shop has not put
    -- together yet is pending, and an order at Amazon was no visit to the shop.
    select
        orders.store,
        orders.order_id,
        orders.order_key,
        'direct' as touch_id,
        models.attribution_model,
        cast({{ credit_total() }} as bigint) as credit_units,
        case
            when orders.platform = 'amazon' then 'Marketplace'
            when not coalesce(orders.is_journey_ready, true) then 'Pending'
            else 'Direct'
        end as channel_group,
        cast(null as {{ dbt.type_string() }}) as ad_platform,
        cast(null as {{ dbt.type_string() }}) as campaign_key,
        cast(null as timestamp) as touched_at,
        cast(null as date) as touched_date
    from orders
    left join orders_touched
        on orders.order_key = orders_touched.order_key
    cross join models
    where orders_touched.order_key is null
),

final as (
    select
        {{ hash_key([
            "credits.store", "credits.order_id", "credits.touch_id", "credits.attribution_model"
        ]) }}
            as attribution_key,
        credits.store,
        credits.order_id,
        credits.order_key,
        credits.touch_id,
        credits.attribution_model,
        credits.credit_units,
        orders.platform as order_platform,
        orders.channel_name,
        orders.order_kind,
        orders.sale_date,
        credits.channel_group,
        credits.ad_platform,
        credits.campaign_key,
        credits.touched_at,
        credits.touched_date
    from credits
    inner join orders
        on credits.order_key = orders.order_key
)

select * from final
