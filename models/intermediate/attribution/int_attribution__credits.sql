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

credits_by_rule as (
    select * from {{ ref('int_attribution__credits_by_rule') }}
),

channel_credits as (
    select * from {{ ref('int_attribution__channel_credits') }}
),

models as (
    {{ named_models(attribution_models()) }}
),

touches as (
    select
        path_touches.*,
        rule_credits.place,
        channel_credits.markov_units,
        channel_credits.shapley_units
    from path_touches
    inner join rule_credits
        on path_touches.order_key = rule_credits.order_key
        and path_touches.touch_id = rule_credits.touch_id
    inner join channel_credits
        on path_touches.order_key = channel_credits.order_key
        and path_touches.touch_id = channel_credits.touch_id
),

shares as (
    select
        credits_by_rule.order_key,
        credits_by_rule.place,
        models.attribution_model,
        credits_by_rule.credit_units
    from credits_by_rule
    inner join models
        on credits_by_rule.model_number = models.model_number
    union all
    select
        touches.order_key,
        touches.place,
        'markov' as attribution_model,
        touches.markov_units as credit_units
    from touches
    where touches.markov_units > 0
    union all
    select
        touches.order_key,
        touches.place,
        'shapley' as attribution_model,
        touches.shapley_units as credit_units
    from touches
    where touches.shapley_units > 0
),

orders_touched as (
    select path_touches.order_key
    from path_touches
    group by path_touches.order_key
),

credits as (
    select
        touches.store,
        touches.order_id,
        touches.order_key,
        touches.touch_id,
        shares.attribution_model,
        shares.credit_units,
        touches.channel_group,
        touches.ad_platform,
        touches.campaign_key,
        touches.touched_at,
        touches.touched_date
    from touches
    inner join shares
        on touches.order_key = shares.order_key
        and touches.place = shares.place
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
