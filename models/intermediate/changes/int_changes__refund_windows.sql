with

settlements as (
    select * from {{ ref('stg_amazon__settlements') }}
),

date_range as (
    select * from {{ ref('stg_amazon__date_range') }}
),

date_range_types as (
    select * from {{ ref('stg_reference__date_range_types') }}
),

claim_windows as (
    select * from {{ ref('stg_reference__claim_windows') }}
),

reports_known as (
    select * from {{ ref('int_changes__reports_known') }}
),

told as (
    select
        settlements.store,
        settlements.order_id,
        settlements.posted_date,
        settlements.transaction_type
    from settlements
    union all
    select
        date_range.store,
        date_range.order_id,
        date_range.posted_date,
        coalesce(date_range_types.transaction_type, date_range.type) as transaction_type
    from date_range
    left join date_range_types
        on lower(date_range.type) = lower(date_range_types.type)
),

refunds as (
    select
        told.store,
        {{ order_number('told.order_id') }} as order_number,
        told.posted_date
    from told
    where told.order_id is not null
        and {{ normalized_code('told.transaction_type') }}
        in ('refund', 'chargebackrefund', 'atozguaranteerefund')
    group by told.store, {{ order_number('told.order_id') }}, told.posted_date
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
