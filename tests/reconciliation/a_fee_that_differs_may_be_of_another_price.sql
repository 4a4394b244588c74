-- Property: of a referral fee that differs, the price that the settlement tells and the one before
-- promotions are looked at, too, where they are other prices than the order's.
-- Who relies on it: whoever claims a fee that Amazon took of the wrong price.
-- What would go wrong silently: a fee of the price before promotions would be unexplained.
with

bases as (
    select
        order_line_key,
        max(quantity) as quantity,
        max(case when base_kind = 'order' then cast(base_price as double precision) end)
            as price_of_the_order,
        max(case when base_kind = 'settled' then cast(base_price as double precision) end)
            as price_settled,
        max(case when base_kind = 'before_promotion' then cast(base_price as double precision) end)
            as price_before
    from {{ ref('int_fees__referral_bases') }}
    group by order_line_key
),

prices as (
    select
        order_line_key,
        min(cast(unit_price as double precision)) as lowest_price,
        max(cast(unit_price as double precision)) as highest_price
    from {{ ref('int_fees__subjects') }}
    group by order_line_key
),

settled as (
    select
        order_line_key,
        sum(cast(amount as double precision)) as amount
    from {{ ref('int_fees__settlement_amounts_placed') }}
    where placement = 'line'
        and order_event_type = 'sale'
        and component in ('principal', 'promotion_principal')
    group by order_line_key
)

select
    bases.order_line_key,
    bases.price_of_the_order,
    bases.price_before,
    bases.price_settled,
    prices.highest_price,
    settled.amount
from bases
inner join prices
    on bases.order_line_key = prices.order_line_key
left join settled
    on bases.order_line_key = settled.order_line_key
where coalesce(bases.price_before, bases.price_of_the_order)
    not between prices.lowest_price - 0.001 and prices.highest_price + 0.001
    or (
        bases.quantity > 0
        and abs(
            coalesce(bases.price_settled, bases.price_of_the_order) * bases.quantity
            - coalesce(settled.amount, bases.price_of_the_order * bases.quantity)
        ) > 0.0001 * bases.quantity
    )
