with

refunds as (
    select * from {{ ref('int_orders__shopify_refunds') }}
),

refunds_allocated as (
    select * from {{ ref('int_orders__shopify_refunds_allocated') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

shared_per_refund as (
    select
        refunds_allocated.store,
        refunds_allocated.order_name,
        refunds_allocated.refund_number,
        {{ money('sum(refunds_allocated.refund_share)') }} as refund_share
    from refunds_allocated
    group by
        refunds_allocated.store, refunds_allocated.order_name, refunds_allocated.refund_number
),

residuals as (
    -- A refund of an order without any value has nothing to be shared by.
    select
        refunds.store,
        refunds.order_name,
        refunds.refund_number,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'refund_residual' as component,
        {{ money('refunds.refund_amount - coalesce(shared_per_refund.refund_share, 0)') }}
            as refund_share
    from refunds
    left join shared_per_refund
        on refunds.store = shared_per_refund.store
        and refunds.order_name = shared_per_refund.order_name
        and refunds.refund_number = shared_per_refund.refund_number
),

unioned as (
    select
        refunds_allocated.store,
        refunds_allocated.order_name,
        refunds_allocated.refund_number,
        refunds_allocated.order_line_key,
        refunds_allocated.component,
        refunds_allocated.refund_share
    from refunds_allocated
    union all
    select * from residuals
),

refund_events as (
    select
        unioned.store,
        'refund' as event_type,
        refunds.refund_date as event_date,
        refunds.refund_date as posted_date,
        refunds.refund_date as fx_date,
        unioned.order_name as order_id,
        unioned.order_line_key,
        unioned.component,
        case
            when unioned.component in ('refund_goods', 'refund_shipping') then 'returns'
            when unioned.component = 'refund_tip'
                then {{ "'returns'" if var('tips_are_revenue') else 'null' }}
            when unioned.component = 'refund_residual' then 'unallocated_amount'
        end as measure,
        case
            when unioned.component in ('refund_goods', 'refund_shipping') then 'pnl'
            when unioned.component = 'refund_tip'
                then {{ "'pnl'" if var('tips_are_revenue') else "'balance_sheet'" }}
            when unioned.component = 'refund_residual' then 'unallocated'
            else 'balance_sheet'
        end as ledger_role,
        case
            when refunds.date_basis = 'undated' then 'undated'
            when refunds.refund_number = 1 and refunds.refunded_after = shopify_orders.total
                then 'actual'
            else 'estimated'
        end as basis,
        refunds.currency,
        -unioned.refund_share as amount,
        refunds.report,
        unioned.order_name as document_id,
        refunds.source_file,
        refunds.source_line,
        refunds.batch_id,
        refunds.batch_id as known_batch_id
    from unioned
    inner join refunds
        on unioned.store = refunds.store
        and unioned.order_name = refunds.order_name
        and unioned.refund_number = refunds.refund_number
    inner join shopify_orders
        on unioned.store = shopify_orders.store
        and unioned.order_name = shopify_orders.order_name
    where unioned.refund_share <> 0
),

told_by_orders as (
    select
        refunds.store,
        refunds.order_name,
        {{ money('sum(refunds.refund_amount)') }} as refund_amount
    from refunds
    where refunds.report = 'orders'
    group by refunds.store, refunds.order_name
),

final as (
    select * from refund_events
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
