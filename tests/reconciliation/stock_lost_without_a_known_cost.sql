{{ config(severity='warn') }}
-- Property: every unit that Amazon lost from stock has a cost in force on the day it was paid for.
-- Who relies on it: other_costs. A missing cost counts as 0, beside a reimbursement that counts.
-- What would go wrong silently: a lost pallet would look like a gain.
select
    stock_lost.store,
    stock_lost.sku,
    sum(stock_lost.quantity) as units
from {{ ref('int_costs__stock_lost') }} as stock_lost
left join {{ ref('int_costs__order_line_costs') }} as costs
    on stock_lost.stock_lost_key = costs.order_line_key
    and costs.is_booked
    and costs.is_known
where costs.order_line_key is null
group by stock_lost.store, stock_lost.sku
