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

{{ refunds_left_steps(
    from_cte='refund_buckets', told_cte='pieces_shared', into='left_over'
) }},

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
        left_over.due_cents,
        sum(left_over.due_cents) over (
            partition by untold.store, untold.order_name, untold.refund_number
        ) as order_due_cents,
        case
            when sum(left_over.left_cents) over (
                    partition by untold.store, untold.order_name, untold.refund_number
                ) > 0
                then left_over.left_cents
            else left_over.weight
        end as weight
    from untold
    inner join left_over
        on untold.store = left_over.store
        and untold.order_name = left_over.order_name
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

closed as (
    -- As where nothing is told: the refund that completes the order closes every piece to the cent,
    -- one that was told too much of among them. The next one begins there.
    select
        after_allocated.*,
        case
            when after_allocated.after_cents = after_allocated.order_due_cents
                and after_allocated.order_due_cents > 0
                then after_allocated.due_cents
            else after_allocated.after_share_cents
        end as given_after,
        case
            when after_allocated.before_cents = after_allocated.order_due_cents
                and after_allocated.order_due_cents > 0
                then after_allocated.due_cents
            else after_allocated.before_share_cents
        end as given_before
    from after_allocated
),

final as (
    select
        closed.store,
        closed.order_name,
        closed.refund_number,
        closed.line_number,
        closed.order_line_key,
        closed.component,
        {{ from_cents('closed.given_after - closed.given_before') }} as refund_share
    from closed
    where closed.given_after <> closed.given_before
)

select * from final
