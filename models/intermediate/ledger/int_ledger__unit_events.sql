with

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
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

settlement_units as (
    select * from {{ ref('int_settlements__units') }}
),

sold as (
    select
        order_lines.store,
        'sale' as event_type,
        order_lines.sale_date as event_date,
        order_lines.order_line_key,
        order_lines.quantity
    from order_lines
    where order_lines.is_counted
),

shopify_returned as (
    -- Only a refund of the whole order at once tells which units came back.
    select
        shopify_lines.store,
        'refund' as event_type,
        refunds.refund_date as event_date,
        shopify_lines.order_line_key,
        -shopify_lines.quantity as quantity
    from refunds
    inner join shopify_orders
        on refunds.store = shopify_orders.store
        and refunds.order_name = shopify_orders.order_name
        and refunds.refunded_after >= shopify_orders.total
    inner join shopify_lines
        on refunds.store = shopify_lines.store
        and refunds.order_name = shopify_lines.order_name
        and shopify_lines.line_kind = 'merchandise'
    where refunds.refund_number = 1
),

amazon_returned as (
    select
        settlement_units.store,
        'refund' as event_type,
        settlement_units.posted_date as event_date,
        {{ hash_key([
            "settlement_units.store", "'amazon'",
            "settlement_units.order_id || '/' || settlement_units.sku"
        ]) }} as order_line_key,
        -settlement_units.quantity as quantity
    from settlement_units
    where settlement_units.event_type = 'refund'
),

unioned as (
    select * from sold
    union all
    select * from shopify_returned
    union all
    select * from amazon_returned
),

final as (
    -- Units carry no money; they ride along so that sales and returns are counted where they are
    -- valued.
    select
        unioned.store,
        unioned.event_type,
        unioned.event_date,
        unioned.order_line_key,
        cast(sum(unioned.quantity) as bigint) as quantity
    from unioned
    where unioned.quantity <> 0
    group by unioned.store, unioned.event_type, unioned.event_date, unioned.order_line_key
)

select * from final
