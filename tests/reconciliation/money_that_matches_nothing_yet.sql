{{ config(severity='warn') }}
-- Property: every amount finds the order or account that it belongs to.
-- Who relies on it: a month's close. The amounts are in the fact either way, in their own rows.
-- What would go wrong silently: payments of orders whose export is missing would be noticed by
-- nobody.
select
    store,
    source,
    report,
    document_id,
    component,
    currency,
    amount,
    source_file,
    source_line
from {{ ref('fact_ledger_events') }}
where ledger_role = 'unallocated'
