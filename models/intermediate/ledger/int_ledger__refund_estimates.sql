with

refunds as (
    select * from {{ ref('int_orders__shopify_refunds') }}
),

refunds_allocated as (
    select * from {{ ref('int_orders__shopify_refunds_allocated') }}
),

refunds_known as (
    select * from {{ ref('int_orders__shopify_refunds_known') }}
),

bookings as (
    {{ bookings() }}
),

final as (
    -- A closed period shared a refund out by an estimate before the shop told what it was for.
    select
        refunds.store,
        'refund' as event_type,
        refunds.refund_date as event_date,
        refunds.refund_date as posted_date,
        refunds.refund_date as fx_date,
        refunds.order_name as order_id,
        refunds_allocated.order_line_key,
        refunds_allocated.component,
        {{ refund_measure('refunds_allocated.component') }} as measure,
        {{ refund_role('refunds_allocated.component') }} as ledger_role,
        case when refunds.date_basis = 'undated' then 'undated' else 'estimated' end as basis,
        refunds.currency,
        {{ booked_amount('-refunds_allocated.refund_share', 'bookings.booking') }} as amount,
        refunds.report,
        refunds.order_name as document_id,
        'split' as detail_key,
        refunds.source_file,
        refunds.source_line,
        refunds.batch_id,
        bookings.booking,
        refunds_known.told_batch_id as replaced_batch_id,
        refunds.refund_date as replaced_date
    from refunds_allocated
    inner join refunds
        on refunds_allocated.store = refunds.store
        and refunds_allocated.order_name = refunds.order_name
        and refunds_allocated.refund_number = refunds.refund_number
    inner join refunds_known
        on refunds.store = refunds_known.store
        and refunds.order_name = refunds_known.order_name
        and refunds.refund_number = refunds_known.refund_number
        and refunds_known.told_batch_id is not null
    inner join bookings
        on bookings.booking <> 'now'
)

select * from final
