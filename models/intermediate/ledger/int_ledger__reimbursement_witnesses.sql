with

matched as (
    select * from {{ ref('int_settlements__reimbursements_matched') }}
),

witnesses as (
    -- The settlement pays: its report says the same money again, or money that is still to come.
    select
        matched.*,
        'reimbursements' as report,
        case
            when matched.settlement_amount_key is null then 'reimbursement_not_settled'
            else 'reimbursement_reported'
        end as component,
        'actual' as basis,
        matched.amount as witnessed_amount
    from matched
    union all
    select
        matched.*,
        'reimbursements_against_settlements' as report,
        'settled_reimbursement_difference' as component,
        'difference' as basis,
        {{ money('matched.settled_amount - matched.amount') }} as witnessed_amount
    from matched
    where matched.settled_amount <> matched.amount
),

final as (
    select
        witnesses.store,
        'account_charge' as event_type,
        witnesses.approval_date as event_date,
        witnesses.approval_date as posted_date,
        witnesses.approval_date as fx_date,
        cast(null as {{ dbt.type_string() }}) as order_id,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        witnesses.component,
        cast(null as {{ dbt.type_string() }}) as measure,
        'evidence' as ledger_role,
        witnesses.basis,
        witnesses.currency,
        witnesses.witnessed_amount as amount,
        witnesses.report,
        witnesses.reimbursement_id as document_id,
        witnesses.sku,
        witnesses.source_file,
        witnesses.source_line,
        witnesses.batch_id
    from witnesses
)

select * from final
