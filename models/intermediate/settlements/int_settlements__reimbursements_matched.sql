with

reimbursements as (
    select * from {{ ref('stg_amazon__reimbursements') }}
),

reimbursements_settled as (
    select * from {{ ref('int_settlements__reimbursements_settled') }}
),

reported as (
    select
        {{ hash_key([
            "reimbursements.store", "reimbursements.source_file", "reimbursements.source_line"
        ]) }} as reimbursement_key,
        reimbursements.store,
        reimbursements.reimbursement_id,
        reimbursements.original_reimbursement_id,
        reimbursements.amazon_order_id,
        reimbursements.reason,
        reimbursements.sku,
        reimbursements.currency,
        reimbursements.approval_date,
        reimbursements.amount_total as amount,
        {{ direction_of('reimbursements.amount_total') }} as direction,
        coalesce(reimbursements.quantity_reimbursed_cash, 0) as units_paid,
        reimbursements.source_file,
        reimbursements.source_line,
        reimbursements.batch_id
    from reimbursements
    where reimbursements.record_type = 'data'
        and reimbursements.amount_total <> 0
),

settled as (
    select
        reimbursements_settled.settlement_amount_key,
        reimbursements_settled.store,
        reimbursements_settled.sku,
        reimbursements_settled.currency,
        reimbursements_settled.posted_date,
        reimbursements_settled.amount,
        {{ direction_of('reimbursements_settled.amount') }} as direction,
        reimbursements_settled.source_file,
        reimbursements_settled.source_line
    from reimbursements_settled
),

{{ paid_in_turn_steps(
    from_cte='reported', payments_cte='settled', keys=['store', 'sku', 'currency', 'amount'],
    into='equal'
) }},

reported_left as (
    select reported.*
    from reported
    left join equal
        on reported.reimbursement_key = equal.reimbursement_key
    where equal.reimbursement_key is null
),

settled_left as (
    select settled.*
    from settled
    left join equal
        on settled.settlement_amount_key = equal.settlement_amount_key
    where equal.settlement_amount_key is null
),

{{ paid_in_turn_steps(
    from_cte='reported_left', payments_cte='settled_left',
    keys=['store', 'sku', 'currency', 'direction'], into='otherwise'
) }},

pairs as (
    select
        equal.reimbursement_key,
        equal.settlement_amount_key
    from equal
    union all
    select
        otherwise.reimbursement_key,
        otherwise.settlement_amount_key
    from otherwise
),

final as (
    -- No id is on both sides: equal amounts of a product belong together, then what is left of it
    -- in the order of days, paid and taken back each for itself. What is left over of the report is
    -- not settled yet; what is left over of settlements, the report does not tell.
    select
        reported.reimbursement_key,
        reported.store,
        reported.reimbursement_id,
        reported.original_reimbursement_id,
        reported.amazon_order_id,
        reported.reason,
        reported.sku,
        reported.currency,
        reported.approval_date,
        reported.amount,
        reported.units_paid,
        settled.settlement_amount_key,
        settled.amount as settled_amount,
        reported.source_file,
        reported.source_line,
        reported.batch_id
    from reported
    left join pairs
        on reported.reimbursement_key = pairs.reimbursement_key
    left join settled
        on pairs.settlement_amount_key = settled.settlement_amount_key
)

select * from final
