-- Property: the components of the transactions in a date range report add up to their totals.
-- Who relies on it: the profit of settlements of which no flat file landed.
-- What would go wrong silently: a column that Amazon adds would be in the total and in no
-- component, and its money in no report.
with

control_totals as (
    select * from {{ ref('fact_control_totals') }}
    where report = 'date_range'
)

select
    store,
    source_file,
    currency,
    sum(case when ledger_role = 'stated' then amount else 0 end) as stated_amount,
    sum(case when ledger_role = 'landed' then amount else 0 end) as landed_amount
from control_totals
group by store, source_file, currency
having sum(case when ledger_role = 'stated' then amount else 0 end)
    <> sum(case when ledger_role = 'landed' then amount else 0 end)
