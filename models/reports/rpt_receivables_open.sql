with

receivables as (
    select * from {{ ref('fact_receivables') }}
),

dates as (
    select * from {{ ref('dim_date') }}
),

period_ends as (
    select
        dates.fiscal_period_name as period_name,
        dates.fiscal_period_starts_on as period_start,
        dates.fiscal_period_ends_on as period_end
    from dates
    where dates.date = dates.fiscal_period_starts_on
),

spans as (
    -- An account that rests stays as long as any other moves.
    select
        receivables.store,
        receivables.account,
        min(least(
            coalesce(receivables.accrued_date, {{ far_future() }}),
            coalesce(receivables.settled_date, {{ far_future() }}),
            coalesce(receivables.paid_date, {{ far_future() }})
        )) as first_date,
        max(max(greatest(
            receivables.accrued_date, receivables.settled_date, receivables.paid_date
        ))) over () as last_date
    from receivables
    group by receivables.store, receivables.account
),

states as (
    -- A document is open at the end of a period when only one of its two movements lies behind it.
    select
        receivables.*,
        period_ends.period_name,
        period_ends.period_start,
        period_ends.period_end,
        case
            when receivables.accrued_date <= period_ends.period_end then 1 else 0
        end as accrued,
        case
            when receivables.settled_date <= period_ends.period_end then 1 else 0
        end as settled,
        case when receivables.paid_date <= period_ends.period_end then 1 else 0 end as paid
    from receivables
    inner join spans
        on receivables.store = spans.store
        and receivables.account = spans.account
    inner join period_ends
        on spans.first_date <= period_ends.period_end
        and spans.last_date >= period_ends.period_start
),

open_documents as (
    -- What of a document no settlement has, over all days on which it accrued: an estimate of a
    -- closed period and its reversal are two rows of one document.
    select
        states.*,
        states.settled_date is null and states.paid_date is null as is_expected,
        sum(
            case
                when states.settled_date is null and states.paid_date is null
                    then states.amount
                else cast(0 as numeric(18, 4))
            end
        ) over (
            partition by
                states.store, states.account, states.channel_name, states.currency,
                states.document_id, states.order_id, states.order_line_key, states.period_start
        ) as expected_amount
    from states
    where states.accrued <> states.paid
),

final as (
    -- Once an estimate is taken back, nothing of it is owed any more.
    select
        open_documents.receivable_key,
        open_documents.store,
        open_documents.account,
        open_documents.channel_name,
        open_documents.currency,
        open_documents.period_name,
        open_documents.period_start,
        open_documents.period_end,
        case
            when open_documents.receivable_kind <> 'proceeds' then open_documents.receivable_kind
            when open_documents.accrued = 0 then 'paid_before_accrued'
            when open_documents.settled = 0 then 'unsettled'
            else 'settled_unpaid'
        end as receivable_state,
        open_documents.order_id,
        open_documents.order_line_key,
        open_documents.document_id,
        open_documents.accrued_date,
        open_documents.settled_date,
        open_documents.paid_date,
        {{ money('open_documents.amount * (open_documents.accrued - open_documents.paid)') }}
            as open_amount,
        case
            when open_documents.accrued = 1
                then {{ days_between('open_documents.accrued_date', 'open_documents.period_end') }}
        end as days_open
    from open_documents
    where not open_documents.is_expected
        or open_documents.expected_amount <> 0
)

select * from final
