-- What did each channel earn in each month, after everything?
select
    month,
    channel_name,
    net_revenue,
    cm1,
    cm2,
    cm3,
    net_profit
from {{ ref('rpt_channel_profitability_monthly') }}
order by
    month asc,
    channel_sort_order asc
