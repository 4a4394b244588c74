with

refunds as (
    select * from {{ ref('int_orders__shopify_refunds') }}
),

refund_buckets as (
    select * from {{ ref('int_orders__shopify_refund_buckets') }}
),

weighed as (
    select
        refunds.store,
        refunds.order_name,
        refunds.refund_number,
        refund_buckets.order_line_key,
        refund_buckets.line_number,
        refund_buckets.component,
        refund_buckets.bucket_number,
        refund_buckets.weight,
        {{ cents('refunds.refunded_before') }} as before_cents,
        {{ cents('refunds.refunded_after') }} as after_cents
    from refunds
    inner join refund_buckets
        on refunds.store = refund_buckets.store
        and refunds.order_name = refund_buckets.order_name
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
    -- Sharing out the running total, and taking the difference, lets the last refund close every
    -- piece to the cent.
    select
        after_allocated.store,
        after_allocated.order_name,
        after_allocated.refund_number,
        after_allocated.order_line_key,
        after_allocated.line_number,
        after_allocated.component,
        {{ from_cents('after_allocated.after_share_cents - after_allocated.before_share_cents') }}
            as refund_share
    from after_allocated
    where after_allocated.after_share_cents <> after_allocated.before_share_cents
)

select * from final
