-- Property: what an account owes at the end of a period, rolled from the first movement on, is the
-- sum of the documents that are open on that day; and each period opens with what the last one
-- closed.
-- Who relies on it: the balance sheet at the close, and whoever asks Amazon for what is missing.
-- What would go wrong silently: a deposit without its sales, or a sale that is never settled, would
-- hide in a balance that nobody can list.
with

open_documents as (
    select
        store,
        account,
        channel_name,
        currency,
        period_start,
        cast(sum(open_amount) as numeric(18, 4)) as open_amount
    from {{ ref('rpt_receivables_open') }}
    group by store, account, channel_name, currency, period_start
),

rolled as (
    select
        store,
        account,
        channel_name,
        currency,
        period_start,
        opening_receivable,
        closing_receivable,
        lag(closing_receivable) over (
            partition by store, account, channel_name, currency
            order by period_start
        ) as closed_before
    from {{ ref('rpt_cash_and_accrual') }}
)

select
    coalesce(rolled.store, open_documents.store) as store,
    coalesce(rolled.account, open_documents.account) as account,
    coalesce(rolled.channel_name, open_documents.channel_name) as channel_name,
    coalesce(rolled.currency, open_documents.currency) as currency,
    coalesce(rolled.period_start, open_documents.period_start) as period_start,
    rolled.closed_before,
    rolled.opening_receivable,
    rolled.closing_receivable,
    open_documents.open_amount
from rolled
full outer join open_documents
    on rolled.store = open_documents.store
    and rolled.account = open_documents.account
    and rolled.channel_name = open_documents.channel_name
    and rolled.currency = open_documents.currency
    and rolled.period_start = open_documents.period_start
where coalesce(rolled.closing_receivable, 0) <> coalesce(open_documents.open_amount, 0)
    or coalesce(rolled.closed_before, 0) <> rolled.opening_receivable
