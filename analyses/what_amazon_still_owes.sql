-- Which documents is the receivable from Amazon made of at the end of May 2026, the oldest first?
select
    receivable_state,
    channel_name,
    order_id,
    document_id,
    accrued_date,
    settled_date,
    paid_date,
    currency,
    open_amount,
    days_open
from {{ ref('rpt_receivables_open') }}
where store = 'default'
    and account = 'Amazon'
    and period_name = '2026-P05'
order by
    days_open desc nulls last,
    document_id asc,
    order_id asc,
    open_amount asc
