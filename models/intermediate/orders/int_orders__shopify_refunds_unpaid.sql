with

refunds_told as (
    select * from {{ ref('int_orders__shopify_refunds_told') }}
),

refunds_without_payment as (
    select * from {{ ref('int_orders__shopify_refunds_without_payment') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

shopify_payments as (
    select * from {{ ref('int_orders__shopify_payments') }}
),

cancellations as (
    select * from {{ ref('int_orders__shopify_cancellations') }}
),

batches as (
    select * from {{ ref('int_changes__batches') }}
),

{{ unpaid_limits_steps(
    from_cte='shopify_orders', payments_cte='shopify_payments', told_cte='refunds_told', into='limits'
) }},

limited as (
    -- The first of an order counts first.
    select
        refunds_without_payment.*,
        limits.sale_date,
        limits.uncharged_amount,
        {{ money(
            'sum(refunds_without_payment.left_amount) over ('
            'partition by refunds_without_payment.store, refunds_without_payment.order_name)'
            ' - limits.untold_amount'
        ) }} as most_amount,
        {{ money(
            'sum(refunds_without_payment.left_amount) over ('
            'partition by refunds_without_payment.store, refunds_without_payment.order_name'
            ' order by refunds_without_payment.refund_at, refunds_without_payment.refund_id'
            ' rows between unbounded preceding and current row)'
        ) }} as left_so_far
    from refunds_without_payment
    inner join limits
        on refunds_without_payment.store = limits.store
        and refunds_without_payment.order_name = limits.order_name
),

shared as (
    select
        limited.*,
        {{ money(
            'least(limited.left_so_far, limited.most_amount, limited.uncharged_amount)'
            ' - (limited.left_so_far - limited.left_amount)'
        ) }} as unpaid_amount
    from limited
),

unioned as (
    select
        shared.store,
        shared.order_name,
        shared.refund_id,
        shared.refund_at,
        shared.refund_date,
        shared.sale_date,
        shared.currency,
        'refunds' as report,
        shared.source_file,
        shared.source_line,
        shared.batch_id,
        shared.unpaid_amount,
        shared.unpaid_amount = shared.left_amount as is_whole
    from shared
    union all
    -- What a cancelled order still owes will never be paid.
    select
        cancellations.store,
        cancellations.order_name,
        cast(null as {{ dbt.type_string() }}) as refund_id,
        cast(null as {{ dbt.type_timestamp() }}) as refund_at,
        cancellations.cancelled_date as refund_date,
        cancellations.sale_date,
        cancellations.currency,
        'orders' as report,
        cancellations.source_file,
        cancellations.source_line,
        cancellations.batch_id,
        cancellations.unpaid_amount,
        false as is_whole
    from cancellations
),

final as (
    -- A cancelled order is told by its newest export, which says nothing of when it was told first.
    select
        unioned.store,
        unioned.order_name,
        unioned.refund_id,
        unioned.refund_at,
        unioned.refund_date,
        unioned.currency,
        unioned.report,
        unioned.source_file,
        unioned.source_line,
        unioned.batch_id,
        unioned.unpaid_amount,
        unioned.is_whole,
        unioned.report = 'orders' or coalesce({{ booked_day(
            'unioned.sale_date', 'unioned.refund_date', 'batches.closed_until',
            'batches.dated_until'
        ) }} = unioned.sale_date, false) as is_in_time
    from unioned
    left join batches
        on unioned.batch_id = batches.batch_id
    where unioned.unpaid_amount > 0
)

select * from final
