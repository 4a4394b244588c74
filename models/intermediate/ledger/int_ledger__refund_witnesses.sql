with

refund_rows as (
    select * from {{ ref('int_changes__shopify_refunds') }}
),

refunds as (
    select * from {{ ref('int_orders__shopify_refunds') }}
),

refunds_told as (
    select * from {{ ref('int_orders__shopify_refunds_told') }}
),

told_per_order as (
    select
        refunds_told.store,
        refunds_told.order_name,
        refunds_told.currency,
        max(refunds_told.refund_date) as refund_date,
        {{ money('sum(refunds_told.told_amount)') }} as told_amount
    from refunds_told
    where refunds_told.is_counted
    group by refunds_told.store, refunds_told.order_name, refunds_told.currency
),

paid_per_order as (
    select
        refunds.store,
        refunds.order_name,
        {{ money('sum(refunds.refund_amount)') }} as paid_amount
    from refunds
    where refunds.refund_kind = 'refund'
    group by refunds.store, refunds.order_name
),

first_rows as (
    select
        refund_rows.store,
        refund_rows.order_name,
        refund_rows.source_file,
        refund_rows.source_line,
        refund_rows.batch_id,
        row_number() over (
            partition by refund_rows.store, refund_rows.order_name
            order by refund_rows.source_file, refund_rows.source_line
        ) as place
    from refund_rows
),

final as (
    -- What the shop tells of a refund is the money that a payment, or its order, tells already.
    select
        refund_rows.store,
        'refund' as event_type,
        refund_rows.processed_date as event_date,
        refund_rows.processed_date as posted_date,
        refund_rows.processed_date as fx_date,
        refund_rows.order_name as order_id,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'refund_told' as component,
        cast(null as {{ dbt.type_string() }}) as measure,
        'evidence' as ledger_role,
        'actual' as basis,
        refund_rows.transaction_currency as currency,
        -refund_rows.refunded_amount as amount,
        'refunds' as report,
        refund_rows.refund_id as document_id,
        refund_rows.source_file,
        refund_rows.source_line,
        refund_rows.batch_id
    from refund_rows
    where refund_rows.record_type = 'data'
        and refund_rows.refunded_amount <> 0
    union all
    -- A difference between the two is on record, and the payment counts.
    select
        told_per_order.store,
        'refund' as event_type,
        told_per_order.refund_date as event_date,
        told_per_order.refund_date as posted_date,
        told_per_order.refund_date as fx_date,
        told_per_order.order_name as order_id,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'refund_difference' as component,
        cast(null as {{ dbt.type_string() }}) as measure,
        'evidence' as ledger_role,
        'difference' as basis,
        told_per_order.currency,
        {{ money('told_per_order.told_amount - coalesce(paid_per_order.paid_amount, 0)') }}
            as amount,
        'refunds_against_payments' as report,
        told_per_order.order_name as document_id,
        first_rows.source_file,
        first_rows.source_line,
        first_rows.batch_id
    from told_per_order
    inner join first_rows
        on told_per_order.store = first_rows.store
        and told_per_order.order_name = first_rows.order_name
        and first_rows.place = 1
    left join paid_per_order
        on told_per_order.store = paid_per_order.store
        and told_per_order.order_name = paid_per_order.order_name
    where told_per_order.told_amount <> coalesce(paid_per_order.paid_amount, 0)
)

select * from final
