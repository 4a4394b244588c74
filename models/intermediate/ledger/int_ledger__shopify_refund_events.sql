with

refunds as (
    select * from {{ ref('int_orders__shopify_refunds') }}
),

refunds_split as (
    select * from {{ ref('int_orders__shopify_refunds_split') }}
),

refunds_known as (
    select * from {{ ref('int_orders__shopify_refunds_known') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

refund_events as (
    select
        refunds_split.store,
        'refund' as event_type,
        refunds.refund_date as event_date,
        refunds.refund_date as posted_date,
        refunds.refund_date as fx_date,
        refunds_split.order_name as order_id,
        refunds_split.order_line_key,
        refunds_split.component,
        {{ refund_measure('refunds_split.component') }} as measure,
        {{ refund_role('refunds_split.component') }} as ledger_role,
        case
            when refunds.date_basis = 'undated' then 'undated'
            when refunds_split.is_told then 'actual'
            when refunds.refund_number = 1 and refunds.refunded_after = shopify_orders.total
                then 'actual'
            else 'estimated'
        end as basis,
        refunds.currency,
        -refunds_split.refund_share as amount,
        refunds.report,
        refunds_split.order_name as document_id,
        case when refunds.refund_kind = 'without_payment' then refunds.report end as detail_key,
        refunds.source_file,
        refunds.source_line,
        refunds.batch_id,
        refunds_split.known_batch_id
    from refunds_split
    inner join refunds
        on refunds_split.store = refunds.store
        and refunds_split.order_name = refunds.order_name
        and refunds_split.refund_number = refunds.refund_number
    inner join shopify_orders
        on refunds_split.store = shopify_orders.store
        and refunds_split.order_name = shopify_orders.order_name
    where refunds_split.refund_share <> 0
),

told_by_orders as (
    select
        refunds.store,
        refunds.order_name,
        {{ money('sum(refunds.refund_amount)') }} as refund_amount
    from refunds
    where refunds.report = 'orders'
        and refunds.refund_kind = 'refund'
    group by refunds.store, refunds.order_name
),

final as (
    select * from refund_events
    union all
    -- What was never paid is owed no more, so the report brings no money.
    select
        refunds.store,
        'refund' as event_type,
        refunds.refund_date as event_date,
        refunds.refund_date as posted_date,
        refunds.refund_date as fx_date,
        refunds.order_name as order_id,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'refund_without_payment' as component,
        cast(null as {{ dbt.type_string() }}) as measure,
        'balance_sheet' as ledger_role,
        'actual' as basis,
        refunds.currency,
        refunds.refund_amount as amount,
        refunds.report,
        refunds.order_name as document_id,
        refunds.report as detail_key,
        refunds.source_file,
        refunds.source_line,
        refunds.batch_id,
        refunds_known.known_batch_id
    from refunds
    inner join refunds_known
        on refunds.store = refunds_known.store
        and refunds.order_name = refunds_known.order_name
        and refunds.refund_number = refunds_known.refund_number
    where refunds.refund_kind = 'without_payment'
    union all
    -- Refunded Amount says again, without a day, what the payment rows say with one.
    select
        shopify_orders.store,
        'refund' as event_type,
        shopify_orders.sale_date as event_date,
        shopify_orders.sale_date as posted_date,
        shopify_orders.sale_date as fx_date,
        shopify_orders.order_name as order_id,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'refunded_amount' as component,
        cast(null as {{ dbt.type_string() }}) as measure,
        'evidence' as ledger_role,
        'actual' as basis,
        shopify_orders.currency,
        {{ money('coalesce(told_by_orders.refund_amount, 0) - shopify_orders.refunded_amount') }}
            as amount,
        'orders' as report,
        shopify_orders.order_name as document_id,
        cast(null as {{ dbt.type_string() }}) as detail_key,
        shopify_orders.source_file,
        shopify_orders.source_line,
        shopify_orders.batch_id,
        cast(null as {{ dbt.type_string() }}) as known_batch_id
    from shopify_orders
    left join told_by_orders
        on shopify_orders.store = told_by_orders.store
        and shopify_orders.order_name = told_by_orders.order_name
    where shopify_orders.refunded_amount <> coalesce(told_by_orders.refund_amount, 0)
)

select * from final
