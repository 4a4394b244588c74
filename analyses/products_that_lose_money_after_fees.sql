-- Which products cost more than they bring once the channels have taken their fees?
select
    sku,
    product_name,
    quantity,
    net_revenue,
    cm1,
    cm2,
    cm2_margin,
    units_without_cost
from {{ ref('rpt_product_contribution_margin') }}
where cm2 < 0
order by cm2 asc
