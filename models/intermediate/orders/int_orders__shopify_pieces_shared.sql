with

pieces as (
    select * from {{ ref('int_orders__shopify_refund_pieces') }}
),

refund_buckets as (
    select * from {{ ref('int_orders__shopify_refund_buckets') }}
),

of_lines as (
    -- A piece of a line stays there; tax and duties have no line.
    select
        pieces.store,
        pieces.order_name,
        pieces.refund_number,
        pieces.line_number,
        pieces.order_line_key,
        pieces.component,
        pieces.amount
    from pieces
    where pieces.line_number is not null
        or pieces.component in ('refund_tax', 'refund_duties')
),

lines_per_refund as (
    select
        of_lines.store,
        of_lines.order_name,
        of_lines.refund_number,
        of_lines.line_number,
        greatest({{ cents('sum(of_lines.amount)') }}, 0) as told_cents
    from of_lines
    where of_lines.line_number is not null
    group by
        of_lines.store, of_lines.order_name, of_lines.refund_number, of_lines.line_number
),

refunds_of_lines as (
    select
        lines_per_refund.store,
        lines_per_refund.order_name,
        lines_per_refund.refund_number,
        sum(lines_per_refund.told_cents) as told_cents
    from lines_per_refund
    group by
        lines_per_refund.store, lines_per_refund.order_name, lines_per_refund.refund_number
),

weighed as (
    -- Shipping goes back to the lines that bore it; a difference to the lines of the refund, and to
    -- all of the order where the refund names none.
    select
        pieces.store,
        pieces.order_name,
        pieces.refund_number,
        pieces.component,
        refund_buckets.line_number,
        refund_buckets.order_line_key,
        refund_buckets.bucket_number,
        {{ cents('pieces.amount') }} as piece_cents,
        case
            when pieces.component <> 'refund_shipping' and refunds_of_lines.told_cents > 0
                then coalesce(lines_per_refund.told_cents, 0)
            else refund_buckets.weight
        end as weight
    from pieces
    inner join refund_buckets
        on pieces.store = refund_buckets.store
        and pieces.order_name = refund_buckets.order_name
        and (
            pieces.component = refund_buckets.component
            or (
                pieces.component <> 'refund_shipping'
                and refund_buckets.bucket_number = refund_buckets.line_number
            )
        )
    left join refunds_of_lines
        on pieces.store = refunds_of_lines.store
        and pieces.order_name = refunds_of_lines.order_name
        and pieces.refund_number = refunds_of_lines.refund_number
    left join lines_per_refund
        on pieces.store = lines_per_refund.store
        and pieces.order_name = lines_per_refund.order_name
        and pieces.refund_number = lines_per_refund.refund_number
        and refund_buckets.line_number = lines_per_refund.line_number
    where pieces.line_number is null
        and pieces.component not in ('refund_tax', 'refund_duties')
),

{{ allocation_steps(
    from_cte='weighed', total='piece_cents', weight='weight',
    partition_by='store, order_name, refund_number, component', order_by='bucket_number',
    result='share_cents', into='shared'
) }},

unioned as (
    select
        of_lines.store,
        of_lines.order_name,
        of_lines.refund_number,
        of_lines.line_number,
        of_lines.order_line_key,
        of_lines.component,
        of_lines.amount
    from of_lines
    union all
    select
        shared.store,
        shared.order_name,
        shared.refund_number,
        shared.line_number,
        shared.order_line_key,
        shared.component,
        {{ from_cents('shared.share_cents') }} as amount
    from shared
    where shared.share_cents <> 0
),

final as (
    select
        unioned.store,
        unioned.order_name,
        unioned.refund_number,
        unioned.line_number,
        unioned.order_line_key,
        unioned.component,
        {{ money('sum(unioned.amount)') }} as refund_share
    from unioned
    group by
        unioned.store, unioned.order_name, unioned.refund_number, unioned.line_number,
        unioned.order_line_key, unioned.component
)

select * from final
