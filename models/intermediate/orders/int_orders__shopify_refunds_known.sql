with

refunds as (
    select * from {{ ref('int_orders__shopify_refunds') }}
),

refunds_tied as (
    select * from {{ ref('int_orders__shopify_refunds_tied') }}
),

batches as (
    select * from {{ ref('int_changes__batches') }}
),

tied as (
    -- Several told refunds may be one amount; the last of them completes the split.
    select
        refunds_tied.store,
        refunds_tied.order_name,
        refunds_tied.refund_number,
        refunds_tied.batch_id,
        batches.loaded_at,
        row_number() over (
            partition by refunds_tied.store, refunds_tied.order_name, refunds_tied.refund_number
            order by
                batches.loaded_at desc nulls last, refunds_tied.batch_id desc nulls last,
                refunds_tied.refund_id desc nulls last
        ) as place,
        row_number() over (
            partition by refunds_tied.store, refunds_tied.order_name
            order by
                batches.loaded_at desc nulls last, refunds_tied.batch_id desc nulls last,
                refunds_tied.refund_id desc nulls last,
                refunds_tied.refund_number desc nulls last
        ) as place_in_order
    from refunds_tied
    left join batches
        on refunds_tied.batch_id = batches.batch_id
),

told as (
    -- The other refunds of its order are estimated anew with the last of those that were told.
    select
        refunds.store,
        refunds.order_name,
        refunds.refund_number,
        refunds.batch_id,
        tied.refund_number is not null as is_told,
        coalesce(tied.batch_id, of_order.batch_id) as told_batch_id,
        coalesce(tied.loaded_at, of_order.loaded_at) as told_at
    from refunds
    left join tied
        on refunds.store = tied.store
        and refunds.order_name = tied.order_name
        and refunds.refund_number = tied.refund_number
        and tied.place = 1
    left join tied as of_order
        on refunds.store = of_order.store
        and refunds.order_name = of_order.order_name
        and of_order.place_in_order = 1
),

final as (
    -- A split is known once both the payment and what the shop tells of it have landed.
    select
        told.store,
        told.order_name,
        told.refund_number,
        told.is_told,
        told.told_batch_id,
        case when told.told_at > batches.loaded_at then told.told_batch_id else told.batch_id end
            as known_batch_id
    from told
    left join batches
        on told.batch_id = batches.batch_id
)

select * from final
