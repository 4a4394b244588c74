-- Property: of a line that the orders export calls restocked every unit went back into stock.
-- Who relies on it: the cost of goods, which such a line gives back.
-- What would go wrong silently: more cost would come back than the sale had, or less.
select
    restocked.order_line_key,
    restocked.units,
    shopify_lines.quantity
from {{ ref('int_orders__shopify_restocked') }} as restocked
inner join {{ ref('int_orders__shopify_lines') }} as shopify_lines
    on restocked.order_line_key = shopify_lines.order_line_key
where restocked.first_booked_date is not null
    and restocked.units <> shopify_lines.quantity
