-- Property: an order and SKU whose price a settlement tells is settled, on no later day than any
-- that tells of it.
-- Who relies on it: the close of a period, which asks when a price was first known.
-- What would go wrong silently: a sale that counts as not settled keeps its estimate beside the
-- price that was paid.
with

settlement_amounts as (
    select * from {{ ref('int_settlements__amounts_classified') }}
),

lines_settled as (
    select * from {{ ref('int_settlements__lines_settled') }}
),

prices as (
    select
        settlement_amounts.store,
        settlement_amounts.order_id,
        settlement_amounts.sku,
        min(settlement_amounts.posted_date) as posted_date
    from settlement_amounts
    where settlement_amounts.component = 'principal'
        -- A brand may map another transaction to the price of goods: it settles no sale.
        and settlement_amounts.order_event_type = 'sale'
        and settlement_amounts.scope = 'order'
        and {{ normalized_code('settlement_amounts.amount_type') }} = 'itemprice'
        and settlement_amounts.is_primary
        and not settlement_amounts.is_mcf
        and settlement_amounts.order_id is not null
        and settlement_amounts.sku is not null
    group by settlement_amounts.store, settlement_amounts.order_id, settlement_amounts.sku
)

select
    prices.store,
    prices.order_id,
    prices.sku,
    prices.posted_date,
    lines_settled.first_posted_date
from prices
left join lines_settled
    on prices.store = lines_settled.store
    and prices.order_id = lines_settled.order_id
    and prices.sku = lines_settled.sku
where lines_settled.sku is null
    or lines_settled.first_posted_date > prices.posted_date
