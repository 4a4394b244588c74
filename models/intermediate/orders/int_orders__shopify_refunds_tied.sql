with

refunds as (
    select * from {{ ref('int_orders__shopify_refunds') }}
),

refunds_told as (
    select * from {{ ref('int_orders__shopify_refunds_told') }}
),

refunds_unpaid as (
    select * from {{ ref('int_orders__shopify_refunds_unpaid') }}
),

refunds_matched as (
    select * from {{ ref('int_orders__shopify_refunds_matched') }}
),

told_left as (
    select refunds_told.*
    from refunds_told
    left join refunds_matched
        on refunds_told.store = refunds_matched.store
        and refunds_told.order_name = refunds_matched.order_name
        and refunds_told.refund_id = refunds_matched.refund_id
    where refunds_matched.refund_id is null
        and refunds_told.is_split_told
        and refunds_told.told_amount > 0
),

left_per_order as (
    select
        told_left.store,
        told_left.order_name,
        {{ money('sum(told_left.told_amount)') }} as told_amount
    from told_left
    group by told_left.store, told_left.order_name
),

undated as (
    -- What went back through another gateway is one amount, however many refunds it was.
    select
        told_left.store,
        told_left.order_name,
        told_left.refund_id,
        refunds.refund_number
    from told_left
    inner join left_per_order
        on told_left.store = left_per_order.store
        and told_left.order_name = left_per_order.order_name
    inner join refunds
        on told_left.store = refunds.store
        and told_left.order_name = refunds.order_name
        and refunds.date_basis = 'undated'
        and left_per_order.told_amount = refunds.refund_amount
),

unioned as (
    select * from refunds_matched
    union all
    select * from undated
    union all
    -- Without a payment the report alone tells of it; of a part nobody tells which.
    select
        refunds.store,
        refunds.order_name,
        refunds.refund_id,
        refunds.refund_number
    from refunds
    inner join refunds_unpaid
        on refunds.store = refunds_unpaid.store
        and refunds.order_name = refunds_unpaid.order_name
        and refunds.refund_id = refunds_unpaid.refund_id
        and refunds_unpaid.is_whole
),

final as (
    select
        unioned.store,
        unioned.order_name,
        unioned.refund_id,
        unioned.refund_number,
        refunds_told.batch_id
    from unioned
    inner join refunds_told
        on unioned.store = refunds_told.store
        and unioned.order_name = refunds_told.order_name
        and unioned.refund_id = refunds_told.refund_id
)

select * from final
