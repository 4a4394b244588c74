with

orders as (
    select * from {{ ref('int_changes__shopify_orders') }}
),

line_rows as (
    select * from {{ ref('int_orders__shopify_line_rows') }}
),

first_rows as (
    -- The row that carries the order's own figures.
    select orders.*
    from orders
    inner join line_rows
        on orders.store = line_rows.store
        and orders.source_file = line_rows.source_file
        and orders.source_line = line_rows.source_line
        and line_rows.line_number = 1
),

lines_per_order as (
    select
        line_rows.store,
        line_rows.order_name,
        {{ money(
            "sum(case when line_rows.line_kind <> 'tip' then line_rows.line_amount else 0 end)"
        ) }} as goods_amount,
        {{ money(
            "sum(case when line_rows.line_kind = 'tip' then line_rows.line_amount else 0 end)"
        ) }} as tip_amount
    from line_rows
    group by line_rows.store, line_rows.order_name
),

amounts as (
    -- Subtotal tells how much of the discount was taken off the goods; what is left was taken off
    -- the shipping.
    select
        first_rows.store,
        first_rows.order_name,
        lines_per_order.goods_amount,
        lines_per_order.tip_amount,
        coalesce(first_rows.subtotal, 0) as subtotal,
        coalesce(first_rows.shipping, 0) as shipping,
        coalesce(first_rows.taxes, 0) as taxes,
        coalesce(first_rows.duties, 0) as duties,
        coalesce(first_rows.total, 0) as total,
        coalesce(first_rows.refunded_amount, 0) as refunded_amount,
        coalesce(first_rows.discount_amount, 0) as discount_amount,
        case
            when lines_per_order.goods_amount - coalesce(first_rows.subtotal, 0)
                between 0 and coalesce(first_rows.discount_amount, 0)
                then {{ money('lines_per_order.goods_amount - coalesce(first_rows.subtotal, 0)') }}
            else coalesce(first_rows.discount_amount, 0)
        end as product_discount
    from first_rows
    inner join lines_per_order
        on first_rows.store = lines_per_order.store
        and first_rows.order_name = lines_per_order.order_name
),

totals as (
    select
        amounts.*,
        amounts.discount_amount - amounts.product_discount as shipping_discount,
        amounts.subtotal + amounts.shipping - (amounts.discount_amount - amounts.product_discount)
        + amounts.tip_amount + amounts.duties as total_without_taxes
    from amounts
),

final as (
    -- Both readings of Total are tried on each order, because one shop's file mixes taxed-inside
    -- and taxed-on-top orders.
    select
        first_rows.store,
        first_rows.order_name,
        first_rows.order_id as shopify_order_id,
        first_rows.amazon_order_id,
        first_rows.email_hash,
        first_rows.email_kind,
        first_rows.discount_code,
        first_rows.financial_status,
        first_rows.source_name,
        first_rows.payment_method,
        first_rows.billing_country,
        first_rows.shipping_country,
        first_rows.shipping_province,
        first_rows.utm_source,
        first_rows.utm_medium,
        first_rows.utm_campaign,
        first_rows.currency,
        first_rows.source_file,
        first_rows.source_line,
        first_rows.batch_id,
        totals.goods_amount,
        totals.tip_amount,
        totals.subtotal,
        totals.shipping,
        totals.shipping_discount,
        totals.product_discount,
        totals.taxes,
        totals.duties,
        totals.total,
        totals.refunded_amount,
        coalesce(first_rows.outstanding_balance, 0) as outstanding_balance,
        case
            when totals.taxes = 0 then 'none'
            when totals.total = totals.total_without_taxes + totals.taxes then 'exclusive'
            when totals.total = totals.total_without_taxes then 'inclusive'
            else 'unresolved'
        end as tax_mode,
        coalesce(first_rows.source_name, '') = 'sell-on-amazon' as is_amazon_copy,
        coalesce(first_rows.financial_status, '')
        in ('paid', 'partially_paid', 'partially_refunded', 'refunded')
        and coalesce(first_rows.source_name, '') <> 'sell-on-amazon' as is_counted,
        first_rows.created_date as sale_date,
        first_rows.cancelled_date
    from first_rows
    inner join totals
        on first_rows.store = totals.store
        and first_rows.order_name = totals.order_name
)

select * from final
