with

settlement_amount_types as (
    select * from {{ ref('settlement_amount_types') }}
),

final as (
    -- An asterisk stands for any value; codes compare through normalized_code.
    select
        transaction_type,
        amount_type,
        amount_description,
        component,
        measure,
        ledger_role,
        scope
    from settlement_amount_types
)

select * from final
