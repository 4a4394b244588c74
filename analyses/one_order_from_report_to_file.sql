-- Where does every cent of one order come from? Put an order's number into the last line.
select
    event_date,
    event_type,
    component,
    measure,
    ledger_role,
    currency,
    amount,
    amount_reporting,
    source_file,
    source_line
from {{ ref('fact_ledger_events') }}
where order_id = '#1042'
order by
    event_date asc,
    source_file asc,
    source_line asc,
    component asc
