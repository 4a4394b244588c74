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

orders_touched as (
    select path_touches.order_key
    from path_touches
    group by path_touches.order_key
),

credited as (
    select
        path_touches.order_key,
        path_touches.touch_id,
        rule_credits.place,
        path_touches.channel_group,
        path_touches.ad_platform,
        path_touches.campaign_key,
        path_touches.touched_at,
        path_touches.touched_date,
        path_touches.age_seconds,
        rule_credits.first_touch_units,
        rule_credits.last_touch_units,
        rule_credits.last_non_direct_units,
        rule_credits.linear_units,
        rule_credits.position_u_units,
        rule_credits.position_w_units,
        rule_credits.time_decay_units,
        channel_credits.markov_units,
        channel_credits.shapley_units
    from path_touches
    inner join rule_credits
        on path_touches.order_key = rule_credits.order_key
        and path_touches.touch_id = rule_credits.touch_id
    inner join channel_credits
        on path_touches.order_key = channel_credits.order_key
        and path_touches.touch_id = channel_credits.touch_id
    union all
    -- An order without a visit keeps its whole credit. A journey that the shop has not put
    -- together yet is pending, and an order at Amazon was no visit to the shop.
    select
        orders.order_key,
        'direct' as touch_id,
        cast(null as bigint) as place,
        case
            when orders.platform = 'amazon' then 'Marketplace'
            when not coalesce(orders.is_journey_ready, true) then 'Pending'
            else 'Direct'
        end as channel_group,
        cast(null as {{ dbt.type_string() }}) as ad_platform,
        cast(null as {{ dbt.type_string() }}) as campaign_key,
        cast(null as timestamp) as touched_at,
        cast(null as date) as touched_date,
        cast(null as bigint) as age_seconds,
        {%- for name in attribution_models() %}
        cast({{ credit_total() }} as bigint) as {{ name }}_units
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from orders
    left join orders_touched
        on orders.order_key = orders_touched.order_key
    where orders_touched.order_key is null
),

final as (
    -- Keys are made here, once a touch: of a touch there are as many credits as models.
    select
        credited.order_key,
        orders.store,
        orders.order_id,
        credited.touch_id,
        credited.place,
        orders.platform as order_platform,
        orders.order_kind,
        orders.sale_date,
        {{ dimension_key(
            ["orders.store", "orders.channel_name"], "orders.channel_name is not null", "true"
        ) }} as channel_key,
        {{ dimension_key(
            ["orders.store", "credited.ad_platform", "credited.campaign_key"],
            "credited.ad_platform is not null", "credited.campaign_key is not null"
        ) }} as ad_campaign_key,
        credited.channel_group,
        credited.ad_platform,
        credited.campaign_key,
        credited.touched_at,
        credited.touched_date,
        credited.age_seconds,
        {%- for name in attribution_models() %}
        credited.{{ name }}_units{% if not loop.last %},{% endif %}
        {%- endfor %}
    from credited
    inner join orders
        on credited.order_key = orders.order_key
)

select * from final
