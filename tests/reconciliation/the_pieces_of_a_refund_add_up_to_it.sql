-- Property: every refund of a Shopify order is split into pieces that add up to it, to the cent,
-- whoever told the split.
-- Who relies on it: the returns of every product, and the control totals of payments and orders.
-- What would go wrong silently: a told piece that finds no line would leave the profit too high.
with

refunds as (
    select * from {{ ref('int_orders__shopify_refunds') }}
),

split_per_refund as (
    select
        refunds_split.store,
        refunds_split.order_name,
        refunds_split.refund_number,
        sum(refunds_split.refund_share) as refund_share
    from {{ ref('int_orders__shopify_refunds_split') }} as refunds_split
    group by refunds_split.store, refunds_split.order_name, refunds_split.refund_number
)

select
    refunds.store,
    refunds.order_name,
    refunds.refund_number,
    refunds.refund_amount,
    split_per_refund.refund_share
from refunds
left join split_per_refund
    on refunds.store = split_per_refund.store
    and refunds.order_name = split_per_refund.order_name
    and refunds.refund_number = split_per_refund.refund_number
where refunds.refund_amount <> coalesce(split_per_refund.refund_share, 0)
