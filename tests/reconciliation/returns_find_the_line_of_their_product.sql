-- Property: a return whose SKU no line of its order has, while aliases ever led there from a line,
-- is one of such a line.
-- Who relies on it: the cost of goods that come back, and claims for those that did not.
-- What would go wrong silently: a return that finds no line gives no cost back, and its unit is
-- claimed from Amazon.
with

returns as (
    select * from {{ ref('int_orders__customer_returns') }}
),

lines as (
    select
        amazon_lines.store,
        amazon_lines.order_id,
        amazon_lines.sku,
        amazon_lines.order_line_key,
        aliases_known.cost_sku
    from {{ ref('int_orders__amazon_lines') }} as amazon_lines
    left join {{ ref('int_products__aliases_known') }} as aliases_known
        on amazon_lines.store = aliases_known.store
        and amazon_lines.sku = aliases_known.sku
),

lines_told as (
    select
        returns.store,
        returns.order_id,
        returns.sku,
        returns.sold_sku,
        max(case when lines.sku = returns.sku then 1 else 0 end) as has_own_line,
        max(case when lines.cost_sku = returns.sku then 1 else 0 end) as has_line_of_product,
        max(
            case
                when lines.sku = returns.sold_sku
                    and lines.order_line_key = returns.order_line_key then 1
                else 0
            end
        ) as has_line_sold,
        max(
            case
                when lines.sku = returns.sold_sku and lines.cost_sku = returns.sku then 1 else 0
            end
        ) as is_of_product
    from returns
    inner join lines
        on returns.store = lines.store
        and returns.order_id = lines.order_id
    group by returns.store, returns.order_id, returns.sku, returns.sold_sku
)

select *
from lines_told
where (has_own_line = 1 and sold_sku <> sku)
    or (has_own_line = 0 and has_line_of_product = 1 and has_line_sold * is_of_product = 0)
