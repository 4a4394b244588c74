with

settlements as (
    select * from {{ ref('stg_amazon__settlements') }}
),

claim_windows as (
    select * from {{ ref('stg_reference__claim_windows') }}
),

reports_known as (
    select * from {{ ref('int_changes__reports_known') }}
),

refunds as (
    select
        settlements.store,
        {{ order_number('settlements.order_id') }} as order_number,
        settlements.posted_date
    from settlements
    where settlements.order_id is not null
        and {{ normalized_code('settlements.transaction_type') }}
        in ('refund', 'chargebackrefund', 'atozguaranteerefund')
    group by
        settlements.store, {{ order_number('settlements.order_id') }}, settlements.posted_date
),

final as (
    -- A refund without a return becomes a claim, and ceases to be one, while no row of its order
    -- changes: time passes in the other reports.
    select
        refunds.store,
        refunds.order_number,
        refunds.posted_date,
        claim_windows.rate_card_row_id,
        {{ date_plus_days('refunds.posted_date', 'claim_windows.opens_after_days') }}
        <= least(reports_known.last_posted_date, reports_known.last_return_date) as has_opened,
        {{ date_plus_days('refunds.posted_date', 'claim_windows.closes_after_days') }}
        < least(reports_known.last_posted_date, reports_known.last_return_date) as has_closed,
        refunds.posted_date >= reports_known.first_return_date as is_after_first_return,
        reports_known.has_reimbursements
    from refunds
    inner join reports_known
        on refunds.store = reports_known.store
    cross join claim_windows
    where claim_windows.claim = 'customer_return'
)

select * from final
