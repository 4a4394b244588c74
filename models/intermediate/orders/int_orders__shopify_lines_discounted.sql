with

line_rows as (
    select * from {{ ref('int_orders__shopify_line_rows') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

goods_per_order as (
    select
        line_rows.store,
        line_rows.order_name,
        max(case when line_rows.line_kind = 'merchandise' then 1 else 0 end) as has_goods
    from line_rows
    group by line_rows.store, line_rows.order_name
),

discountable as (
    -- Goods bear a discount; where there are none, it was given on the gift cards.
    select
        line_rows.*,
        line_rows.line_kind = 'merchandise'
        or (line_rows.line_kind = 'gift_card' and goods_per_order.has_goods = 0) as is_discountable
    from line_rows
    inner join goods_per_order
        on line_rows.store = goods_per_order.store
        and line_rows.order_name = goods_per_order.order_name
),

line_discounts_per_order as (
    select
        discountable.store,
        discountable.order_name,
        sum(discountable.line_discount) as line_discount
    from discountable
    where discountable.is_discountable
    group by discountable.store, discountable.order_name
),

weighed as (
    -- Discount Amount already holds the lines' own discounts: only the rest is the order's to share
    -- out.
    select
        discountable.*,
        {{ cents(
            'shopify_orders.product_discount - coalesce(line_discounts_per_order.line_discount, 0)'
        ) }} as order_discount_cents,
        case
            when discountable.is_discountable
                then {{ cents('discountable.line_amount - discountable.line_discount') }}
            else 0
        end as discount_weight
    from discountable
    inner join shopify_orders
        on discountable.store = shopify_orders.store
        and discountable.order_name = shopify_orders.order_name
    left join line_discounts_per_order
        on discountable.store = line_discounts_per_order.store
        and discountable.order_name = line_discounts_per_order.order_name
),

{{ allocation_steps(
    from_cte='weighed', total='order_discount_cents', weight='discount_weight',
    partition_by='store, order_name', order_by='line_number', result='order_discount_share_cents'
) }},

discounted as (
    select
        allocated.*,
        case
            when allocated.is_discountable
                then allocated.line_discount
                    + coalesce({{ from_cents('allocated.order_discount_share_cents') }}, 0)
            else 0
        end as product_discount
    from allocated
),

netted as (
    select
        discounted.*,
        discounted.line_amount - discounted.product_discount as line_net,
        sum(
            case
                when discounted.line_kind = 'merchandise'
                    then {{ cents('discounted.line_amount - discounted.product_discount') }}
                else 0
            end
        ) over (partition by discounted.store, discounted.order_name) as merchandise_net_cents,
        sum(
            case when discounted.line_kind = 'merchandise' then discounted.quantity else 0 end
        ) over (partition by discounted.store, discounted.order_name) as merchandise_quantity
    from discounted
),

final as (
    -- What an order-level amount is shared by: the goods' net value, their number when all was
    -- given away, and the face value when the order has no goods at all.
    select
        netted.store,
        netted.order_name,
        netted.line_number,
        netted.order_line_id,
        netted.line_kind,
        netted.line_item_id,
        netted.sku,
        netted.product_name,
        netted.vendor,
        netted.fulfillment_status,
        netted.source_file,
        netted.source_line,
        netted.batch_id,
        netted.quantity,
        netted.line_amount,
        netted.product_discount,
        netted.line_net,
        case
            when netted.merchandise_net_cents > 0 and netted.line_kind = 'merchandise'
                then {{ cents('netted.line_net') }}
            when netted.merchandise_net_cents > 0 then 0
            when netted.merchandise_quantity > 0 and netted.line_kind = 'merchandise'
                then netted.quantity
            when netted.merchandise_quantity > 0 then 0
            else {{ cents('netted.line_amount') }}
        end as allocation_weight,
        netted.is_taxable
    from netted
)

select * from final
