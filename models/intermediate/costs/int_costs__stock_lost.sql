with

reimbursements_matched as (
    select * from {{ ref('int_settlements__reimbursements_matched') }}
),

reimbursements_settled as (
    select * from {{ ref('int_settlements__reimbursements_settled') }}
),

row_ledger as (
    select * from {{ ref('stg_landing__row_ledger') }}
),

reimbursement_reasons as (
    select * from {{ ref('stg_reference__reimbursement_reasons') }}
),

stores_counted as (
    select
        row_ledger.store,
        min(row_ledger.batch_id) as first_batch_id
    from row_ledger
    where row_ledger.source = 'amazon'
        and row_ledger.report = 'inventory'
        and row_ledger.rows_landed > 0
    group by row_ledger.store
),

final as (
    -- A unit of an order has its cost in the sale. One that was still in stock is lost when it is
    -- paid for, where the brand counts its stock.
    select
        reimbursements_matched.reimbursement_key as stock_lost_key,
        reimbursements_matched.store,
        reimbursements_matched.reimbursement_id,
        reimbursements_matched.sku,
        reimbursements_settled.posted_date as lost_date,
        cast(reimbursements_matched.units_paid as bigint) as quantity,
        greatest(
            reimbursements_matched.batch_id, reimbursements_settled.batch_id,
            stores_counted.first_batch_id
        ) as known_batch_id
    from reimbursements_matched
    inner join reimbursements_settled
        on reimbursements_matched.settlement_amount_key
        = reimbursements_settled.settlement_amount_key
    inner join reimbursement_reasons
        on {{ normalized_code('reimbursements_matched.reason') }}
        = {{ normalized_code('reimbursement_reasons.reason') }}
        and reimbursement_reasons.is_stock_lost
    inner join stores_counted
        on reimbursements_matched.store = stores_counted.store
    where reimbursements_matched.amount > 0
        and reimbursements_matched.units_paid > 0
        and reimbursements_matched.amazon_order_id is null
        and reimbursements_matched.sku is not null
)

select * from final
