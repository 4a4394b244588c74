with

settlement_amounts as (
    select * from {{ ref('int_settlements__amounts_classified') }}
),

final as (
    -- Kept while a run computes other orders: reports are matched with all that was ever paid for
    -- goods. Liquidations and what a buyer is charged are income beside it, of no such report.
    select
        settlement_amounts.settlement_amount_key,
        settlement_amounts.store,
        coalesce(settlement_amounts.order_id, settlement_amounts.merchant_order_id) as order_id,
        settlement_amounts.sku,
        settlement_amounts.currency,
        settlement_amounts.posted_date,
        settlement_amounts.amount,
        settlement_amounts.source_file,
        settlement_amounts.source_line,
        settlement_amounts.batch_id
    from settlement_amounts
    where settlement_amounts.is_primary
        and settlement_amounts.measure = 'reimbursements'
        and settlement_amounts.component like 'reimbursement%'
        and settlement_amounts.amount <> 0
)

select * from final
