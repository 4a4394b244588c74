-- Property: a cost that sits on no order line is of no customer and no promotion, and of a product
-- only where its source names one; none of them is "unknown".
-- Who relies on it: the product and customer tables, where "unknown" means a gap in the exports.
-- What would go wrong silently: all advertising would look like sales of a product nobody could
-- name.
select
    financial_performance_key,
    event_type,
    product_key,
    customer_key,
    promotion_key
from {{ ref('fact_financial_performance') }}
where order_line_key is null
    and (
        product_key = 'unknown'
        or customer_key <> 'not_applicable'
        or promotion_key <> 'not_applicable'
    )
