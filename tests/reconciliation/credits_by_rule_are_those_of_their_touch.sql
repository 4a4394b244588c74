-- Property: what a model by rule credits to a place of a path is what it gives to the touch there.
-- Who relies on it: the campaign that an order is set against.
-- What would go wrong silently: a credit that adds up and stands at another touch.
select
    credits.order_key,
    credits.place,
    credits.model_number,
    credits.credit_units
from {{ ref('int_attribution__credits_by_rule') }} as credits
left join {{ ref('int_attribution__rule_credits') }} as given
    on credits.order_key = given.order_key
    and credits.place = given.place
where given.order_key is null
    or credits.credit_units <> case credits.model_number
        when 1 then given.first_touch_units
        when 2 then given.last_touch_units
        when 3 then given.last_non_direct_units
        when 4 then given.linear_units
        when 5 then given.position_u_units
        when 6 then given.position_w_units
        when 7 then given.time_decay_units
        else -1
    end
