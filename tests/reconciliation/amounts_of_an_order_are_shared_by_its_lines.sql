-- Property: an amount of a settlement that names an order of ours and no line of it is borne by the
-- order's lines, whole.
-- Who relies on it: the profit of a line with its part of shipping and warehouse fees.
-- What would go wrong silently: the amount would be listed as matching nothing, and the totals of
-- the file would still hold.
with

settlement_amounts as (
    select
        settlement_amount_key,
        store,
        amount,
        case when is_mcf then 'shopify' else 'amazon' end as platform,
        {{ order_number('case when is_mcf then merchant_order_id else order_id end') }}
            as order_number
    from {{ ref('int_settlements__amounts_classified') }}
    where is_primary
        and scope in ('order', 'order_if_named')
        and (is_mcf or sku is null)
),

orders_with_goods as (
    select
        store,
        platform,
        {{ order_number('order_id') }} as order_number
    from {{ ref('int_orders__order_lines') }}
    where line_kind = 'merchandise'
    group by store, platform, {{ order_number('order_id') }}
),

shared_per_amount as (
    select
        settlement_amount_key,
        sum(amount_share) as amount
    from {{ ref('int_fees__settlement_amounts_shared') }}
    group by settlement_amount_key
)

select
    settlement_amounts.settlement_amount_key,
    settlement_amounts.order_number,
    settlement_amounts.amount,
    shared_per_amount.amount as shared_amount
from settlement_amounts
inner join orders_with_goods
    on settlement_amounts.store = orders_with_goods.store
    and settlement_amounts.platform = orders_with_goods.platform
    and settlement_amounts.order_number = orders_with_goods.order_number
left join shared_per_amount
    on settlement_amounts.settlement_amount_key = shared_per_amount.settlement_amount_key
where coalesce(shared_per_amount.amount, 0) <> round(settlement_amounts.amount, 2)
