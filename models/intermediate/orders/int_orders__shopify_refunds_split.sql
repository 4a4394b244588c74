with

refunds as (
    select * from {{ ref('int_orders__shopify_refunds') }}
),

refunds_known as (
    select * from {{ ref('int_orders__shopify_refunds_known') }}
),

refunds_allocated as (
    select * from {{ ref('int_orders__shopify_refunds_allocated') }}
),

pieces_shared as (
    select * from {{ ref('int_orders__shopify_pieces_shared') }}
),

refunds_remaining as (
    select * from {{ ref('int_orders__shopify_refunds_remaining') }}
),

shares as (
    -- What the shop tells of a refund wins; by the others of its order, what is left is shared.
    select
        refunds_allocated.store,
        refunds_allocated.order_name,
        refunds_allocated.refund_number,
        refunds_allocated.line_number,
        refunds_allocated.order_line_key,
        refunds_allocated.component,
        refunds_allocated.refund_share
    from refunds_allocated
    inner join refunds_known
        on refunds_allocated.store = refunds_known.store
        and refunds_allocated.order_name = refunds_known.order_name
        and refunds_allocated.refund_number = refunds_known.refund_number
        and refunds_known.told_batch_id is null
    union all
    select
        pieces_shared.store,
        pieces_shared.order_name,
        pieces_shared.refund_number,
        pieces_shared.line_number,
        pieces_shared.order_line_key,
        pieces_shared.component,
        pieces_shared.refund_share
    from pieces_shared
    union all
    select
        refunds_remaining.store,
        refunds_remaining.order_name,
        refunds_remaining.refund_number,
        refunds_remaining.line_number,
        refunds_remaining.order_line_key,
        refunds_remaining.component,
        refunds_remaining.refund_share
    from refunds_remaining
),

shared_per_refund as (
    select
        shares.store,
        shares.order_name,
        shares.refund_number,
        {{ money('sum(shares.refund_share)') }} as refund_share
    from shares
    group by shares.store, shares.order_name, shares.refund_number
),

unioned as (
    select * from shares
    union all
    -- A refund of an order without any value has nothing to be shared by.
    select
        refunds.store,
        refunds.order_name,
        refunds.refund_number,
        cast(null as bigint) as line_number,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'refund_residual' as component,
        {{ money('refunds.refund_amount - coalesce(shared_per_refund.refund_share, 0)') }}
            as refund_share
    from refunds
    left join shared_per_refund
        on refunds.store = shared_per_refund.store
        and refunds.order_name = shared_per_refund.order_name
        and refunds.refund_number = shared_per_refund.refund_number
),

final as (
    select
        unioned.store,
        unioned.order_name,
        unioned.refund_number,
        unioned.line_number,
        unioned.order_line_key,
        unioned.component,
        unioned.refund_share,
        refunds_known.is_told,
        refunds_known.known_batch_id
    from unioned
    inner join refunds_known
        on unioned.store = refunds_known.store
        and unioned.order_name = refunds_known.order_name
        and unioned.refund_number = refunds_known.refund_number
    where unioned.refund_share <> 0
)

select * from final
