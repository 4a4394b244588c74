-- Property: per store and fiscal period, the roles pnl and unallocated of the ledger are the net
-- profit and the unallocated money of the close.
-- Who relies on it: a controller who reads the sources beside the profit and loss.
-- What would go wrong silently: the two reports would speak of two months.
with

roles as (
    select
        store,
        period_start,
        sum(profit_reporting) as profit,
        sum(case when profit_reporting is null then 1 else 0 end) as unknown_rows
    from {{ ref('rpt_ledger_roles') }}
    group by store, period_start
),

closed as (
    select
        store,
        period_start,
        sum(booked_amount) as profit,
        sum(case when booked_amount is null then 1 else 0 end) as unknown_rows
    from {{ ref('rpt_month_end_close') }}
    where period_kind = 'fiscal_period'
        and pnl_line in ('net_profit', 'unallocated_amount')
    group by store, period_start
)

select
    coalesce(roles.store, closed.store) as store,
    coalesce(roles.period_start, closed.period_start) as period_start,
    roles.profit as profit_of_the_roles,
    closed.profit as profit_of_the_close
from roles
full outer join closed
    on roles.store = closed.store
    and roles.period_start = closed.period_start
where coalesce(roles.unknown_rows, 0) = 0
    and coalesce(closed.unknown_rows, 0) = 0
    and coalesce(roles.profit, 0) <> coalesce(closed.profit, 0)
