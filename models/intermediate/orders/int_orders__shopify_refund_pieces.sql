with

refunds as (
    select * from {{ ref('int_orders__shopify_refunds') }}
),

refunds_tied as (
    select * from {{ ref('int_orders__shopify_refunds_tied') }}
),

refund_rows as (
    select * from {{ ref('int_orders__shopify_refund_rows') }}
),

told as (
    select
        refunds_tied.store,
        refunds_tied.order_name,
        refunds_tied.refund_number,
        refund_rows.line_number,
        refund_rows.order_line_key,
        refund_rows.component,
        refund_rows.amount
    from refund_rows
    inner join refunds_tied
        on refund_rows.store = refunds_tied.store
        and refund_rows.order_name = refunds_tied.order_name
        and refund_rows.refund_id = refunds_tied.refund_id
    union all
    select
        refunds_tied.store,
        refunds_tied.order_name,
        refunds_tied.refund_number,
        cast(null as bigint) as line_number,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'refund_tax' as component,
        refund_rows.tax_amount as amount
    from refund_rows
    inner join refunds_tied
        on refund_rows.store = refunds_tied.store
        and refund_rows.order_name = refunds_tied.order_name
        and refund_rows.refund_id = refunds_tied.refund_id
),

told_per_refund as (
    select
        told.store,
        told.order_name,
        told.refund_number,
        {{ money('sum(told.amount)') }} as amount
    from told
    group by told.store, told.order_name, told.refund_number
),

completed as (
    select * from told
    union all
    -- What was paid beyond the pieces, or short of them.
    select
        refunds.store,
        refunds.order_name,
        refunds.refund_number,
        cast(null as bigint) as line_number,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'refund_discrepancy' as component,
        {{ money('refunds.refund_amount - told_per_refund.amount') }} as amount
    from refunds
    inner join told_per_refund
        on refunds.store = told_per_refund.store
        and refunds.order_name = told_per_refund.order_name
        and refunds.refund_number = told_per_refund.refund_number
),

final as (
    select
        completed.store,
        completed.order_name,
        completed.refund_number,
        completed.line_number,
        completed.order_line_key,
        completed.component,
        {{ money('sum(completed.amount)') }} as amount
    from completed
    group by
        completed.store, completed.order_name, completed.refund_number, completed.line_number,
        completed.order_line_key, completed.component
    having sum(completed.amount) <> 0
)

select * from final
