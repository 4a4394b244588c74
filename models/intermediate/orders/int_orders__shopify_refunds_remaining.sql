with

refunds as (
    select * from {{ ref('int_orders__shopify_refunds') }}
),

refunds_tied as (
    select * from {{ ref('int_orders__shopify_refunds_tied') }}
),

refund_buckets as (
    select * from {{ ref('int_orders__shopify_refund_buckets') }}
),

pieces_shared as (
    select * from {{ ref('int_orders__shopify_pieces_shared') }}
),

tied_per_refund as (
    select
        refunds_tied.store,
        refunds_tied.order_name,
        refunds_tied.refund_number
    from refunds_tied
    group by refunds_tied.store, refunds_tied.order_name, refunds_tied.refund_number
),

tied_per_order as (
    select
        tied_per_refund.store,
        tied_per_refund.order_name
    from tied_per_refund
    group by tied_per_refund.store, tied_per_refund.order_name
),

untold as (
    select
        refunds.store,
        refunds.order_name,
        refunds.refund_number,
        sum({{ cents('refunds.refund_amount') }}) over (
            partition by refunds.store, refunds.order_name
            order by refunds.refund_number
            rows between unbounded preceding and current row
        ) as after_cents,
        {{ cents('refunds.refund_amount') }} as refund_cents
    from refunds
    inner join tied_per_order
        on refunds.store = tied_per_order.store
        and refunds.order_name = tied_per_order.order_name
    left join tied_per_refund
        on refunds.store = tied_per_refund.store
        and refunds.order_name = tied_per_refund.order_name
        and refunds.refund_number = tied_per_refund.refund_number
    where tied_per_refund.refund_number is null
),

told_per_bucket as (
    select
        pieces_shared.store,
        pieces_shared.order_name,
        pieces_shared.component,
        coalesce(pieces_shared.line_number, 0) as line_number,
        {{ cents('sum(pieces_shared.refund_share)') }} as told_cents
    from pieces_shared
    group by
        pieces_shared.store, pieces_shared.order_name, pieces_shared.component,
        coalesce(pieces_shared.line_number, 0)
),

left_over as (
    select
        refund_buckets.*,
        greatest(refund_buckets.weight - coalesce(told_per_bucket.told_cents, 0), 0) as left_cents
    from refund_buckets
    left join told_per_bucket
        on refund_buckets.store = told_per_bucket.store
        and refund_buckets.order_name = told_per_bucket.order_name
        and refund_buckets.component = told_per_bucket.component
        and coalesce(refund_buckets.line_number, 0) = told_per_bucket.line_number
),

left_per_order as (
    select
        left_over.store,
        left_over.order_name,
        sum(left_over.left_cents) as left_cents
    from left_over
    group by left_over.store, left_over.order_name
),

weighed as (
    -- What the told refunds gave back is not there to be given back again, unless nothing else is.
    select
        untold.store,
        untold.order_name,
        untold.refund_number,
        untold.after_cents,
        cast(untold.after_cents - untold.refund_cents as bigint) as before_cents,
        left_over.order_line_key,
        left_over.line_number,
        left_over.component,
        left_over.bucket_number,
        case
            when left_per_order.left_cents > 0 then left_over.left_cents
            else left_over.weight
        end as weight
    from untold
    inner join left_over
        on untold.store = left_over.store
        and untold.order_name = left_over.order_name
    inner join left_per_order
        on untold.store = left_per_order.store
        and untold.order_name = left_per_order.order_name
),

{{ allocation_steps(
    from_cte='weighed', total='before_cents', weight='weight',
    partition_by='store, order_name, refund_number', order_by='bucket_number',
    result='before_share_cents', into='before_allocated'
) }},

{{ allocation_steps(
    from_cte='before_allocated', total='after_cents', weight='weight',
    partition_by='store, order_name, refund_number', order_by='bucket_number',
    result='after_share_cents', into='after_allocated'
) }},

final as (
    -- As where nothing is told: the last refund closes every piece to the cent.
    select
        after_allocated.store,
        after_allocated.order_name,
        after_allocated.refund_number,
        after_allocated.line_number,
        after_allocated.order_line_key,
        after_allocated.component,
        {{ from_cents('after_allocated.after_share_cents - after_allocated.before_share_cents') }}
            as refund_share
    from after_allocated
    where after_allocated.after_share_cents <> after_allocated.before_share_cents
)

select * from final
