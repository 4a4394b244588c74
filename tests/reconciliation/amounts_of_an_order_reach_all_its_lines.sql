-- Property: an amount that names an order and no line of it has a share, be it nothing, for each
-- line of merchandise: of the same SKU where the order has some, else of the same product where it
-- has some.
-- Who relies on it: whoever looks for what a line was charged.
-- What would go wrong silently: a line that is left out bears nothing, and others bear its part.
with

shared as (
    select
        settlement_amount_key,
        count(*) as lines
    from {{ ref('int_fees__settlement_amounts_shared') }}
    group by settlement_amount_key
),

lines_of_orders as (
    select
        amounts.settlement_amount_key,
        count(*) as lines,
        sum(case when amounts.sku = order_lines.sku then 1 else 0 end) as lines_of_the_sku,
        sum(case when line_skus.sku is not null then 1 else 0 end) as lines_of_the_product
    from {{ ref('int_settlements__amounts_classified') }} as amounts
    inner join {{ ref('int_orders__order_lines') }} as order_lines
        on amounts.store = order_lines.store
        and case when amounts.is_mcf then 'shopify' else 'amazon' end = order_lines.platform
        and {{ order_number(
            'case when amounts.is_mcf then amounts.merchant_order_id else amounts.order_id end'
        ) }}
        = {{ order_number('order_lines.order_id') }}
    left join {{ ref('int_costs__line_skus_known') }} as line_skus
        on order_lines.order_line_key = line_skus.order_line_key
        and amounts.sku = line_skus.sku
    where order_lines.line_kind = 'merchandise'
        and amounts.is_primary
        and amounts.scope in ('order', 'order_if_named')
        and (amounts.is_mcf or amounts.sku is null)
    group by amounts.settlement_amount_key
)

select
    coalesce(lines_of_orders.settlement_amount_key, shared.settlement_amount_key)
        as settlement_amount_key,
    shared.lines,
    lines_of_orders.lines as lines_of_the_order,
    lines_of_orders.lines_of_the_sku,
    lines_of_orders.lines_of_the_product
from lines_of_orders
full outer join shared
    on lines_of_orders.settlement_amount_key = shared.settlement_amount_key
where lines_of_orders.lines is null
    or shared.lines is null
    or shared.lines <> case
        when lines_of_orders.lines_of_the_sku > 0 then lines_of_orders.lines_of_the_sku
        when lines_of_orders.lines_of_the_product > 0 then lines_of_orders.lines_of_the_product
        else lines_of_orders.lines
    end
