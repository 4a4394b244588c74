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
        coalesce(reimbursements.quantity_reimbursed_cash, 0) as units_paid,
        row_number() over (
            partition by
                reimbursements.store, reimbursements.sku, reimbursements.currency,
                reimbursements.amount_total
            order by
                reimbursements.approval_date, reimbursements.reimbursement_id,
                reimbursements.source_line
        ) as number_of_amount,
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
        row_number() over (
            partition by
                reimbursements_settled.store, reimbursements_settled.sku,
                reimbursements_settled.currency,
                reimbursements_settled.amount
            order by
                reimbursements_settled.posted_date, reimbursements_settled.source_file,
                reimbursements_settled.source_line
        ) as number_of_amount
    from reimbursements_settled
),

agreed as (
    select
        reported.*,
        settled.settlement_amount_key,
        row_number() over (
            partition by reported.store, reported.sku, reported.currency
            order by
                case when settled.settlement_amount_key is null then 0 else 1 end,
                reported.approval_date, reported.reimbursement_id, reported.source_line
        ) as number_left
    from reported
    left join settled
        on reported.store = settled.store
        and reported.sku = settled.sku
        and reported.currency = settled.currency
        and reported.amount = settled.amount
        and reported.number_of_amount = settled.number_of_amount
),

settled_left as (
    select
        settled.*,
        row_number() over (
            partition by settled.store, settled.sku, settled.currency
            order by settled.posted_date, settled.settlement_amount_key
        ) as number_left
    from settled
    left join agreed
        on settled.settlement_amount_key = agreed.settlement_amount_key
    where agreed.settlement_amount_key is null
),

final as (
    -- No id is on both sides: equal amounts of a product belong together, then what is left of it
    -- in the order of days. What is left over is not settled yet.
    select
        agreed.reimbursement_key,
        agreed.store,
        agreed.reimbursement_id,
        agreed.original_reimbursement_id,
        agreed.amazon_order_id,
        agreed.reason,
        agreed.sku,
        agreed.currency,
        agreed.approval_date,
        agreed.amount,
        agreed.units_paid,
        coalesce(agreed.settlement_amount_key, settled_left.settlement_amount_key)
            as settlement_amount_key,
        case
            when agreed.settlement_amount_key is not null then agreed.amount
            else settled_left.amount
        end as settled_amount,
        agreed.source_file,
        agreed.source_line,
        agreed.batch_id
    from agreed
    left join settled_left
        on agreed.settlement_amount_key is null
        and agreed.store = settled_left.store
        and agreed.sku = settled_left.sku
        and agreed.currency = settled_left.currency
        and agreed.number_left = settled_left.number_left
)

select * from final
