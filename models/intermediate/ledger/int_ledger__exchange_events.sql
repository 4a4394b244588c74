with

refunds_paid as (
    select * from {{ ref('int_orders__shopify_refunds_paid') }}
),

shopify_lines as (
    select * from {{ ref('int_orders__shopify_lines') }}
),

weighed as (
    select
        refunds_paid.payment_key,
        shopify_lines.order_line_key,
        shopify_lines.line_number,
        shopify_lines.allocation_weight,
        {{ cents('refunds_paid.exchange_amount') }} as exchange_cents
    from refunds_paid
    inner join shopify_lines
        on refunds_paid.store = shopify_lines.store
        and refunds_paid.order_name = shopify_lines.order_name
    where refunds_paid.exchange_amount <> 0
),

{{ allocation_steps(
    from_cte='weighed', total='exchange_cents', weight='allocation_weight',
    partition_by='payment_key', order_by='line_number', result='share_cents'
) }},

shares as (
    select
        allocated.payment_key,
        allocated.order_line_key,
        {{ from_cents('allocated.share_cents') }} as exchange_share
    from allocated
    where allocated.share_cents <> 0
),

shared_per_payment as (
    select
        shares.payment_key,
        {{ money('sum(shares.exchange_share)') }} as exchange_share
    from shares
    group by shares.payment_key
),

unioned as (
    select
        shares.payment_key,
        shares.order_line_key,
        'pnl' as ledger_role,
        shares.exchange_share
    from shares
    union all
    -- An order without any value has no line that could bear it.
    select
        refunds_paid.payment_key,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'unallocated' as ledger_role,
        {{ money(
            'refunds_paid.exchange_amount - coalesce(shared_per_payment.exchange_share, 0)'
        ) }} as exchange_share
    from refunds_paid
    left join shared_per_payment
        on refunds_paid.payment_key = shared_per_payment.payment_key
),

final as (
    select
        refunds_paid.store,
        'refund' as event_type,
        refunds_paid.refund_date as event_date,
        refunds_paid.refund_date as posted_date,
        refunds_paid.refund_date as fx_date,
        refunds_paid.order_name as order_id,
        unioned.order_line_key,
        'refund_exchange' as component,
        'payment_processing_fees' as measure,
        unioned.ledger_role,
        'actual' as basis,
        refunds_paid.currency,
        -unioned.exchange_share as amount,
        'payment_transactions' as report,
        refunds_paid.order_name as document_id,
        refunds_paid.source_file,
        refunds_paid.source_line,
        refunds_paid.batch_id
    from unioned
    inner join refunds_paid
        on unioned.payment_key = refunds_paid.payment_key
    where unioned.exchange_share <> 0
)

select * from final
