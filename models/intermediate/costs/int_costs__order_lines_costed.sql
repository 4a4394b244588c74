with

goods_sold as (
    select * from {{ ref('int_costs__goods_sold') }}
),

order_line_costs as (
    select * from {{ ref('int_costs__order_line_costs') }}
),

parts_per_line as (
    select
        order_line_costs.order_line_key,
        sum(case when order_line_costs.is_known then 1 else 0 end) as parts_known,
        sum(case when order_line_costs.is_known then 0 else 1 end) as parts_missing
    from order_line_costs
    where order_line_costs.is_booked
    group by order_line_costs.order_line_key
),

final as (
    select
        goods_sold.order_line_key,
        goods_sold.store,
        goods_sold.cost_sku,
        case
            when coalesce(parts_per_line.parts_known, 0) = 0 then 'missing'
            when parts_per_line.parts_missing > 0 then 'partly missing'
            else 'known'
        end as cost_status,
        goods_sold.sale_date,
        goods_sold.quantity
    from goods_sold
    left join parts_per_line
        on goods_sold.order_line_key = parts_per_line.order_line_key
    where goods_sold.book = 'newest'
        and goods_sold.is_sold
)

select * from final
