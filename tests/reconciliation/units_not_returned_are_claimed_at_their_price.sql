-- Property: units that were refunded at their whole price and did not come back are claimed once
-- the days for their return are over, at what the order report says they were sold for.
-- Who relies on it: claims against Amazon for goods that a buyer kept.
-- What would go wrong silently: a claim that is left out lapses after its deadline; one at another
-- price is refused or leaves money with Amazon.
with

refunds_unreturned as (
    select * from {{ ref('int_fees__refunds_unreturned') }}
    -- Of very many units the price of one, which is rounded, may be a cent off in all.
    where units < 100
),

return_claims as (
    select * from {{ ref('int_fees__return_claims') }}
),

claim_windows as (
    select * from {{ ref('stg_reference__claim_windows') }}
    where claim = 'customer_return'
),

sold as (
    select
        order_line_key,
        cast(sum(item_price) as double precision) / nullif(sum(quantity), 0) as paid_price,
        cast(sum(item_price) - sum(item_promotion_discount) as double precision)
        / nullif(sum(quantity), 0) as price
    from {{ ref('int_orders__amazon_order_rows') }}
    where is_shipped
        and order_line_key is not null
    group by order_line_key
    having sum(quantity) <> 0
),

refunded as (
    select
        order_line_key,
        cast(-sum(amount) as double precision) as refunded_amount
    from {{ ref('int_fees__settlement_amounts_placed') }}
    where placement = 'line'
        and component = 'principal_refund'
    group by order_line_key
)

select
    refunds_unreturned.order_line_key,
    refunds_unreturned.units,
    sold.price,
    return_claims.quantity,
    return_claims.expected_amount
from refunds_unreturned
inner join claim_windows
    on refunds_unreturned.country = claim_windows.country
    and {{ in_effect('refunds_unreturned.refund_date', 'claim_windows') }}
    and {{ days_between('refunds_unreturned.refund_date', 'refunds_unreturned.known_until') }}
    >= claim_windows.opens_after_days
inner join sold
    on refunds_unreturned.order_line_key = sold.order_line_key
inner join refunded
    on refunds_unreturned.order_line_key = refunded.order_line_key
    and refunded.refunded_amount >= sold.paid_price * refunds_unreturned.units - 0.000001
left join return_claims
    on refunds_unreturned.order_line_key = return_claims.order_line_key
where return_claims.order_line_key is null
    or return_claims.quantity <> refunds_unreturned.units
    or abs(
        cast(return_claims.expected_amount as double precision)
        + sold.price * return_claims.quantity
    ) > 0.005 + 0.0001 * return_claims.quantity
