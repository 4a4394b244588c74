with

reimbursements as (
    select * from {{ source('amazon', 'reimbursements') }}
),

final as (
    -- One reimbursement may have several items; a negative amount takes an earlier one
    -- back.
    select
        {{ clean_text('_store') }} as store,
        {{ clean_text('reimbursement_id') }} as reimbursement_id,
        {{ clean_text('case_id') }} as case_id,
        {{ clean_text('amazon_order_id') }} as amazon_order_id,
        {{ clean_text('sku') }} as sku,
        {{ clean_text('fnsku') }} as fnsku,
        {{ clean_text('asin') }} as asin,
        {{ clean_text('original_reimbursement_id') }} as original_reimbursement_id,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        {{ clean_text('reason') }} as reason,
        {{ clean_text('condition') }} as condition,
        {{ clean_text('currency') }} as currency,
        {{ clean_text('original_reimbursement_type') }} as original_reimbursement_type,
        _record_type as record_type,
        _layout as layout,
        amount_per_unit,
        amount_total,
        quantity_reimbursed_cash,
        quantity_reimbursed_inventory,
        quantity_reimbursed_total,
        _source_line as source_line,
        approval_date,
        approval_at,
        _loaded_at as loaded_at
    from reimbursements
)

select * from final
