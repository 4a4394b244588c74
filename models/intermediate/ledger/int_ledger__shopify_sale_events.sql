with

shopify_lines as (
    select * from {{ ref('int_orders__shopify_lines') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

line_components as (
    select 'face_value' as component
    union all
    select 'product_discount' as component
    union all
    select 'shipping_revenue' as component
    union all
    select 'shipping_discount' as component
),

line_events as (
    -- The face value of a line is revenue, a tip, or a debt to whoever holds the gift card.
    select
        shopify_lines.store,
        shopify_lines.order_name,
        shopify_lines.order_line_key,
        case
            when line_components.component <> 'face_value' then line_components.component
            when shopify_lines.line_kind = 'merchandise' then 'product_revenue'
            when shopify_lines.line_kind = 'tip' then 'tip'
            else 'gift_card_sold'
        end as component,
        case line_components.component
            when 'face_value'
                then {{ money('shopify_lines.line_amount - shopify_lines.tax_inside') }}
            when 'product_discount' then -shopify_lines.product_discount
            when 'shipping_revenue' then shopify_lines.shipping_share
            when 'shipping_discount' then -shopify_lines.shipping_discount_share
        end as amount,
        shopify_lines.source_file,
        shopify_lines.source_line
    from shopify_lines
    inner join shopify_orders
        on shopify_lines.store = shopify_orders.store
        and shopify_lines.order_name = shopify_orders.order_name
        and shopify_orders.is_counted
    cross join line_components
),

placed_per_order as (
    select
        line_events.store,
        line_events.order_name,
        {{ money('sum(line_events.amount)') }} as placed_amount
    from line_events
    group by line_events.store, line_events.order_name
),

order_components as (
    select 'tax_collected' as component
    union all
    select 'duties_collected' as component
    union all
    select 'order_residual' as component
    union all
    select 'order_not_counted' as component
),

order_events as (
    -- What of the order's total no line explains is kept as a residual.
    select
        shopify_orders.store,
        shopify_orders.order_name,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        order_components.component,
        case
            when shopify_orders.is_counted and order_components.component = 'tax_collected'
                then shopify_orders.taxes
            when shopify_orders.is_counted and order_components.component = 'duties_collected'
                then shopify_orders.duties
            when shopify_orders.is_counted and order_components.component = 'order_residual'
                then {{ money(
                    'shopify_orders.total - shopify_orders.taxes - shopify_orders.duties'
                    ' - placed_per_order.placed_amount'
                ) }}
            when not shopify_orders.is_counted and order_components.component = 'order_not_counted'
                then shopify_orders.total
        end as amount,
        shopify_orders.source_file,
        shopify_orders.source_line
    from shopify_orders
    cross join order_components
    left join placed_per_order
        on shopify_orders.store = placed_per_order.store
        and shopify_orders.order_name = placed_per_order.order_name
),

events as (
    select * from line_events
    union all
    select * from order_events
),

final as (
    select
        events.store,
        'sale' as event_type,
        shopify_orders.sale_date as event_date,
        shopify_orders.sale_date as posted_date,
        shopify_orders.sale_date as fx_date,
        events.order_name as order_id,
        events.order_line_key,
        case
            when shopify_orders.is_copy_unmatched then 'amazon_copy_unmatched'
            else events.component
        end as component,
        case events.component
            when 'product_revenue' then 'gross_revenue'
            when 'product_discount' then 'discounts'
            when 'shipping_discount' then 'discounts'
            when 'shipping_revenue' then 'shipping_revenue'
            when 'tip' then {{ "'other_revenue'" if var('tips_are_revenue') else 'null' }}
            when 'order_residual' then 'unallocated_amount'
        end as measure,
        case
            when events.component in ('gift_card_sold', 'tax_collected', 'duties_collected')
                then 'balance_sheet'
            when events.component = 'tip'
                then {{ "'pnl'" if var('tips_are_revenue') else "'balance_sheet'" }}
            when events.component = 'order_residual' then 'unallocated'
            when events.component = 'order_not_counted' then 'evidence'
            else 'pnl'
        end as ledger_role,
        'actual' as basis,
        shopify_orders.currency,
        events.amount,
        'orders' as report,
        events.order_name as document_id,
        events.source_file,
        events.source_line,
        shopify_orders.batch_id
    from events
    inner join shopify_orders
        on events.store = shopify_orders.store
        and events.order_name = shopify_orders.order_name
    where events.amount <> 0
)

select * from final
