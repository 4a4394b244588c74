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
    select
        receivables.store,
        receivables.account,
        min(least(
            coalesce(receivables.accrued_date, {{ far_future() }}),
            coalesce(receivables.settled_date, {{ far_future() }}),
            coalesce(receivables.paid_date, {{ far_future() }})
        )) as first_date,
        max(greatest(
            receivables.accrued_date, receivables.settled_date, receivables.paid_date
        )) as last_date
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

final as (
    select
        states.receivable_key,
        states.store,
        states.account,
        states.channel_name,
        states.currency,
        states.period_name,
        states.period_start,
        states.period_end,
        case
            when states.receivable_kind <> 'proceeds' then states.receivable_kind
            when states.accrued = 0 then 'paid_before_accrued'
            when states.settled = 0 then 'unsettled'
            else 'settled_unpaid'
        end as receivable_state,
        states.order_id,
        states.order_line_key,
        states.document_id,
        states.accrued_date,
        states.settled_date,
        states.paid_date,
        {{ money('states.amount * (states.accrued - states.paid)') }} as open_amount,
        case
            when states.accrued = 1
                then {{ days_between('states.accrued_date', 'states.period_end') }}
        end as days_open
    from states
    where states.accrued <> states.paid
)

select * from final
