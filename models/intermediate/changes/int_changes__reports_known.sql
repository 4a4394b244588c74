with

settlements as (
    select * from {{ ref('stg_amazon__settlements') }}
),

date_range as (
    select * from {{ ref('stg_amazon__date_range') }}
),

returns as (
    select * from {{ ref('stg_amazon__returns') }}
),

reimbursements as (
    select * from {{ ref('stg_amazon__reimbursements') }}
),

days_told as (
    select
        settlements.store,
        max(settlements.posted_date) as last_posted_date,
        cast(null as date) as first_return_date,
        cast(null as date) as last_return_date,
        0 as reimbursement_count
    from settlements
    where settlements.record_type = 'data'
    group by settlements.store
    union all
    select
        date_range.store,
        max(date_range.posted_date) as last_posted_date,
        cast(null as date) as first_return_date,
        cast(null as date) as last_return_date,
        0 as reimbursement_count
    from date_range
    where date_range.record_type = 'data'
    group by date_range.store
    union all
    select
        returns.store,
        cast(null as date) as last_posted_date,
        min(returns.return_date) as first_return_date,
        max(returns.return_date) as last_return_date,
        0 as reimbursement_count
    from returns
    where returns.record_type = 'data'
    group by returns.store
    union all
    select
        reimbursements.store,
        cast(null as date) as last_posted_date,
        cast(null as date) as first_return_date,
        cast(null as date) as last_return_date,
        count(*) as reimbursement_count
    from reimbursements
    group by reimbursements.store
),

final as (
    -- The days of which a store's reports tell: what is not told yet may still come.
    select
        days_told.store,
        max(days_told.last_posted_date) as last_posted_date,
        max(days_told.first_return_date) as first_return_date,
        max(days_told.last_return_date) as last_return_date,
        max(days_told.reimbursement_count) > 0 as has_reimbursements
    from days_told
    group by days_told.store
)

select * from final
