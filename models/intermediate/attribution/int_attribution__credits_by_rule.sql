with

rule_credits as (
    select * from {{ ref('int_attribution__rule_credits') }}
),

models as (
    {{ named_models(rule_models()) }}
),

told as (
    select
        rule_credits.order_key,
        rule_credits.place,
        models.model_number,
        case models.attribution_model
            when 'first_touch' then rule_credits.first_touch_units
            when 'last_touch' then rule_credits.last_touch_units
            when 'last_non_direct' then rule_credits.last_non_direct_units
            when 'linear' then rule_credits.linear_units
            when 'position_u' then rule_credits.position_u_units
            when 'position_w' then rule_credits.position_w_units
            when 'time_decay' then rule_credits.time_decay_units
        end as credit_units
    from rule_credits
    cross join models
),

final as (
    -- The most rows of attribution: a touch is its place in the path here, a model its number, for
    -- a number is written sooner than a text.
    select
        told.order_key,
        told.place,
        told.model_number,
        told.credit_units
    from told
    where told.credit_units > 0
)

select * from final
