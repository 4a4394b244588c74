-- Property: per store, account, currency and fiscal period, the cash of the channels is the
-- deposits, payouts and transfers that the documents state.
-- Who relies on it: the bank reconciliation of the month.
-- What would go wrong silently: amounts of a settlement that no row of the ledger holds would make
-- the receivable drift away from the bank.
with

movements as (
    select
        cash_movements.store,
        cash_movements.account,
        cash_movements.currency,
        dates.fiscal_period_starts_on as period_start,
        cast(sum(cash_movements.amount) as numeric(18, 4)) as amount
    from {{ ref('fact_cash_movements') }} as cash_movements
    inner join {{ ref('dim_date') }} as dates
        on cash_movements.date_key = dates.date_key
    group by
        cash_movements.store, cash_movements.account, cash_movements.currency,
        dates.fiscal_period_starts_on
),

received as (
    select
        store,
        account,
        currency,
        period_start,
        cast(sum(cash_received) as numeric(18, 4)) as amount
    from {{ ref('rpt_cash_and_accrual') }}
    group by store, account, currency, period_start
)

select
    coalesce(movements.store, received.store) as store,
    coalesce(movements.account, received.account) as account,
    coalesce(movements.currency, received.currency) as currency,
    coalesce(movements.period_start, received.period_start) as period_start,
    movements.amount as moved_amount,
    received.amount as received_amount
from movements
full outer join received
    on movements.store = received.store
    and movements.account = received.account
    and movements.currency = received.currency
    and movements.period_start = received.period_start
where coalesce(movements.amount, 0) <> coalesce(received.amount, 0)
