with

stock_lost as (
    select * from {{ ref('int_costs__stock_lost') }}
),

reimbursements_matched as (
    select * from {{ ref('int_settlements__reimbursements_matched') }}
),

reimbursements_settled as (
    select * from {{ ref('int_settlements__reimbursements_settled') }}
),

lost_once as (
    -- One reimbursement may name a product twice: what is taken back is taken from its first row.
    select
        stock_lost.*,
        row_number() over (
            partition by stock_lost.store, stock_lost.reimbursement_id, stock_lost.sku
            order by stock_lost.stock_lost_key
        ) as position
    from stock_lost
),

found_per_day as (
    -- Money that Amazon takes back says that the unit is there again; the report counts it with a
    -- minus.
    select
        lost_once.stock_lost_key,
        lost_once.quantity as units_lost,
        reimbursements_settled.posted_date as found_date,
        max(greatest(reimbursements_matched.batch_id, reimbursements_settled.batch_id))
            as known_batch_id,
        sum(abs(reimbursements_matched.units_paid)) as units
    from reimbursements_matched
    inner join reimbursements_settled
        on reimbursements_matched.settlement_amount_key
        = reimbursements_settled.settlement_amount_key
    inner join lost_once
        on reimbursements_matched.store = lost_once.store
        and reimbursements_matched.original_reimbursement_id = lost_once.reimbursement_id
        and reimbursements_matched.sku = lost_once.sku
        and lost_once.position = 1
    where reimbursements_matched.amount < 0
        and reimbursements_matched.units_paid <> 0
    group by lost_once.stock_lost_key, lost_once.quantity, reimbursements_settled.posted_date
),

counted as (
    select
        found_per_day.*,
        sum(found_per_day.units) over (
            partition by found_per_day.stock_lost_key
            order by found_per_day.found_date
            rows between unbounded preceding and current row
        ) as units_so_far
    from found_per_day
),

final as (
    -- No more is found than was lost.
    select
        counted.stock_lost_key,
        counted.found_date,
        counted.known_batch_id,
        cast(counted.units_so_far - counted.units as bigint) as units_from,
        cast(least(counted.units_so_far, counted.units_lost) as bigint) as units_to
    from counted
    where counted.units_so_far - counted.units < counted.units_lost
)

select * from final
