-- Property: for each settlement file, the amounts of its rows add up to the total that Amazon
-- states in the same file.
-- Who relies on it: every Amazon figure of the profit and loss, and the tie-out that the run
-- prints.
-- What would go wrong silently: an amount column that a new report version adds would be left out,
-- and fees would look lower than they are.
with

control_totals as (
    select * from {{ ref('fact_control_totals') }}
    where report = 'settlements'
),

totals_per_document as (
    select
        store,
        source_file,
        document_id,
        currency,
        sum(case when ledger_role = 'stated' then amount else 0 end) as stated_amount,
        sum(case when ledger_role = 'landed' then amount else 0 end) as landed_amount
    from control_totals
    group by store, source_file, document_id, currency
)

select *
from totals_per_document
where stated_amount <> landed_amount
