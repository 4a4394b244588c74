-- Property: per file, document and currency, the four ledger roles add up to the sum of the landed
-- rows, exactly.
-- Who relies on it: anyone who takes the profit and loss for complete.
-- What would go wrong silently: a join that drops a line or doubles one would change the profit,
-- and nothing else would say so.
with

control_totals as (
    select * from {{ ref('fact_control_totals') }}
    where ledger_role <> 'stated'
),

totals_per_document as (
    select
        store,
        source,
        report,
        source_file,
        document_id,
        currency,
        sum(case when ledger_role = 'landed' then amount else 0 end) as landed_amount,
        sum(case when ledger_role <> 'landed' then amount else 0 end) as booked_amount
    from control_totals
    group by store, source, report, source_file, document_id, currency
)

select *
from totals_per_document
where landed_amount <> booked_amount
