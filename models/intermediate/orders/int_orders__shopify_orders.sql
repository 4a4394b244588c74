with

orders as (
    select * from {{ ref('int_changes__shopify_orders') }}
),

line_rows as (
    select * from {{ ref('int_orders__shopify_line_rows') }}
),

amazon_copies as (
    select * from {{ ref('int_orders__amazon_copies') }}
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

judged as (
    -- An order made to try the checkout moved no money.
    select
        first_rows.*,
        amazon_copies.order_name is not null as is_amazon_copy,
        coalesce(amazon_copies.has_amazon_order, false) as has_amazon_order,
        coalesce(first_rows.financial_status, '')
        in ('paid', 'partially_paid', 'partially_refunded', 'refunded')
        and not coalesce(first_rows.is_test, false) as is_sold
    from first_rows
    left join amazon_copies
        on first_rows.store = amazon_copies.store
        and first_rows.order_name = amazon_copies.order_name
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
        judged.store,
        judged.order_name,
        judged.order_id as shopify_order_id,
        judged.amazon_order_id,
        judged.email_hash,
        judged.email_kind,
        judged.discount_code,
        judged.financial_status,
        judged.source_name,
        judged.payment_method,
        judged.billing_country,
        judged.shipping_country,
        judged.shipping_province,
        judged.utm_source,
        judged.utm_medium,
        judged.utm_campaign,
        judged.currency,
        judged.source_file,
        judged.source_line,
        judged.batch_id,
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
        coalesce(judged.outstanding_balance, 0) as outstanding_balance,
        case
            when totals.taxes = 0 then 'none'
            when totals.total = totals.total_without_taxes + totals.taxes then 'exclusive'
            when totals.total = totals.total_without_taxes then 'inclusive'
            else 'unresolved'
        end as tax_mode,
        judged.is_amazon_copy,
        judged.is_sold and judged.is_amazon_copy and judged.has_amazon_order as is_copy_matched,
        judged.is_sold
        and judged.is_amazon_copy
        and not judged.has_amazon_order as is_copy_unmatched,
        judged.is_sold and not judged.is_amazon_copy as is_counted,
        {{ revenue_day('judged.created_date', 'judged.fulfilled_date') }} as sale_date,
        judged.cancelled_date
    from judged
    inner join totals
        on judged.store = totals.store
        and judged.order_name = totals.order_name
)

select * from final
