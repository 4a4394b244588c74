{{ config(severity='warn') }}
-- Property: every reason for which Amazon reimburses is named by the seed reimbursement_reasons.
-- Who relies on it: the cost of units that Amazon lost. A reason that is not known books none.
-- What would go wrong silently: a new word for a lost unit would leave its cost out of the profit.
select
    reimbursements.store,
    reimbursements.reason,
    count(*) as row_count
from {{ ref('stg_amazon__reimbursements') }} as reimbursements
left join {{ ref('stg_reference__reimbursement_reasons') }} as reasons
    on {{ normalized_code('reimbursements.reason') }} = {{ normalized_code('reasons.reason') }}
where reimbursements.record_type = 'data'
    and reimbursements.reason is not null
    and reasons.reason is null
group by reimbursements.store, reimbursements.reason
