with

orders as (
    select * from {{ ref('int_changes__orders') }}
),

reimbursements as (
    select * from {{ ref('stg_amazon__reimbursements') }}
),

final as (
    -- All rows of the orders that changed, and all that name no order: of those there are few.
    select
        reimbursements.store,
        reimbursements.reimbursement_id,
        reimbursements.case_id,
        reimbursements.amazon_order_id,
        reimbursements.sku,
        reimbursements.fnsku,
        reimbursements.asin,
        reimbursements.original_reimbursement_id,
        reimbursements.source_file,
        reimbursements.file_sha256,
        reimbursements.batch_id,
        reimbursements.row_hash,
        reimbursements.reason,
        reimbursements.condition,
        reimbursements.currency,
        reimbursements.original_reimbursement_type,
        reimbursements.record_type,
        reimbursements.layout,
        reimbursements.amount_per_unit,
        reimbursements.amount_total,
        reimbursements.quantity_reimbursed_cash,
        reimbursements.quantity_reimbursed_inventory,
        reimbursements.quantity_reimbursed_total,
        reimbursements.source_line,
        reimbursements.approval_date,
        reimbursements.approval_at,
        reimbursements.loaded_at
    from reimbursements
    left join orders
        on reimbursements.store = orders.store
        and {{ order_number('reimbursements.amazon_order_id') }} = orders.order_number
    where orders.order_number is not null
        or reimbursements.amazon_order_id is null
)

select * from final
