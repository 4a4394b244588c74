{{ config(severity='warn') }}
-- Property: every reimbursement that Amazon reports has been paid by a settlement.
-- Who relies on it: whoever waits for the money. It is in no profit until a settlement pays it.
-- What would go wrong silently: an approved reimbursement that never arrives would be missed by
-- nobody.
select
    store,
    document_id as reimbursement_id,
    sku,
    posted_date as approval_date,
    currency,
    amount,
    source_file,
    source_line
from {{ ref('fact_ledger_events') }}
where component = 'reimbursement_not_settled'
