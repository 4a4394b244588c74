{{ config(severity='warn') }}
-- Property: every code in the settlements is named by the mapping.
-- Who relies on it: the split of Amazon's fees. The amounts count either way, as amazon_other_fees.
-- What would go wrong silently: a new fee would hide among the others; this lists it.
select
    transaction_type,
    amount_type,
    amount_description,
    currency,
    count(*) as row_count,
    sum(amount) as amount
from {{ ref('fact_settlement_lines') }}
where is_unclassified
group by transaction_type, amount_type, amount_description, currency
