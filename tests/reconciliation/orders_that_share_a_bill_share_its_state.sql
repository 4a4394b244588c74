-- Property: all orders of a month that bear a part of the same bills have the same state of them.
-- Who relies on it: a run that computes changed orders only.
-- What would go wrong silently: a bill that changed would move the parts of some of its orders, and
-- the parts would add up to another amount than the bill.
select
    store,
    month,
    count(distinct fingerprint) as states
from {{ ref('int_changes__billed_orders') }}
group by store, month
having count(distinct fingerprint) > 1
