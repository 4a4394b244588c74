with

reimbursement_reasons as (
    select * from {{ ref('reimbursement_reasons') }}
),

final as (
    -- Why Amazon pays for a unit, and whether the unit was still the brand's stock.
    select
        reason,
        is_stock_lost
    from reimbursement_reasons
)

select * from final
