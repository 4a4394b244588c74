with

lines_costed as (
    select * from {{ ref('int_costs__order_lines_costed') }}
),

shopify_lines as (
    select * from {{ ref('int_orders__shopify_lines') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

refunds as (
    select * from {{ ref('int_orders__shopify_refunds') }}
),

sold as (
    select
        lines_costed.order_line_key,
        'sale' as event_type,
        lines_costed.sale_date as event_date,
        'cogs' as component,
        -lines_costed.cogs_source_currency as amount
    from lines_costed
),

restocked as (
    -- Goods count as returned to stock only where the export says so, once the whole order was
    -- refunded.
    select
        shopify_lines.order_line_key,
        'refund' as event_type,
        refunds.refund_date as event_date,
        'cogs_returned' as component,
        lines_costed.cogs_source_currency as amount
    from refunds
    inner join shopify_orders
        on refunds.store = shopify_orders.store
        and refunds.order_name = shopify_orders.order_name
        and refunds.refunded_after >= shopify_orders.total
    inner join shopify_lines
        on refunds.store = shopify_lines.store
        and refunds.order_name = shopify_lines.order_name
        and shopify_lines.fulfillment_status = 'restocked'
    inner join lines_costed
        on shopify_lines.order_line_key = lines_costed.order_line_key
    where refunds.is_last_refund
),

unioned as (
    select * from sold
    union all
    select * from restocked
),

final as (
    select
        lines_costed.store,
        unioned.event_type,
        unioned.event_date,
        unioned.event_date as posted_date,
        lines_costed.sale_date as fx_date,
        cast(null as {{ dbt.type_string() }}) as order_id,
        unioned.order_line_key,
        unioned.component,
        'cogs' as measure,
        'pnl' as ledger_role,
        'allocated' as basis,
        lines_costed.currency,
        unioned.amount,
        'cogs' as report,
        lines_costed.unit_cost_row_id as document_id,
        lines_costed.source_file,
        lines_costed.source_line,
        lines_costed.batch_id
    from unioned
    inner join lines_costed
        on unioned.order_line_key = lines_costed.order_line_key
    where unioned.amount <> 0
)

select * from final
