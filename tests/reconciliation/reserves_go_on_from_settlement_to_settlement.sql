{{ config(severity='warn') }}
-- Property: what a settlement of Amazon gives back is what one before it held, and what one held is
-- given back before anything else is.
-- Who relies on it: the closing receivable; what lies between was brought forward to keep it right.
-- What would go wrong silently: a settlement that never landed would be noticed by nobody. The
-- first settlements of a store name what was held before them: nothing has to be done about those.
select
    store,
    currency,
    document_id as settlement_id,
    accrued_date as brought_forward_on,
    amount
from {{ ref('int_settlements__reserves_brought_forward') }}
