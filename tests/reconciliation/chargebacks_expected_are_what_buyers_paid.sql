-- Property: of each line that Amazon ships, what is expected to be taken back is what the order
-- report says that the buyer paid for shipping, less its promotion, and for gift wrap.
-- Who relies on it: the profit of sales that no settlement has told yet, and the receivable.
-- What would go wrong silently: shipping and gift wrap would count as earned until they are
-- settled.
with

order_rows as (
    select * from {{ ref('int_orders__amazon_order_rows') }}
    where is_shipped
        and order_line_key is not null
        and fulfillment_channel = 'Amazon'
),

told as (
    select
        order_line_key,
        currency,
        'shipping_chargeback' as fee_code,
        {{ money('shipping_price') }} as amount,
        quantity as units
    from order_rows
    union all
    select
        order_line_key,
        currency,
        'shipping_chargeback' as fee_code,
        {{ money('-ship_promotion_discount') }} as amount,
        cast(0 as bigint) as units
    from order_rows
    union all
    select
        order_line_key,
        currency,
        'gift_wrap_chargeback' as fee_code,
        {{ money('gift_wrap_price') }} as amount,
        quantity as units
    from order_rows
),

paid as (
    select
        order_line_key,
        currency,
        fee_code,
        {{ money('sum(amount)') }} as amount,
        cast(sum(units) as bigint) as units
    from told
    group by order_line_key, currency, fee_code
    having sum(amount) > 0
),

compared as (
    select
        order_line_key,
        currency,
        fee_code,
        amount,
        units
    from paid
    union all
    select
        order_line_key,
        currency,
        fee_code,
        {{ money('-expected_amount') }} as amount,
        -quantity as units
    from {{ ref('int_fees__chargebacks_expected') }}
)

select
    order_line_key,
    currency,
    fee_code,
    sum(amount) as paid_more_than_expected,
    sum(units) as units_more
from compared
group by order_line_key, currency, fee_code
having sum(amount) <> 0 or sum(units) <> 0
