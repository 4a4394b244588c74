with

ledger_events as (
    select * from {{ ref('fact_ledger_events') }}
),

open_items as (
    select * from {{ ref('fact_open_items') }}
),

terms as (
    {{ pnl_line_terms() }}
),

amounts as (
    -- What the documents say: each booked amount of the ledger, and beside it what of it is open.
    select
        ledger_events.store,
        ledger_events.date_key,
        ledger_events.event_date,
        coalesce(ledger_events.channel_name, 'Not applicable') as channel_name,
        ledger_events.measure,
        ledger_events.reporting_currency,
        ledger_events.amount_reporting,
        case when ledger_events.basis = 'estimated' then ledger_events.amount_reporting else 0 end
            as estimated_amount,
        1 as source_events,
        cast(0 as numeric(18, 4)) as open_amount,
        0 as open_items
    from ledger_events
    where ledger_events.ledger_role in ('pnl', 'unallocated')
    union all
    select
        open_items.store,
        open_items.date_key,
        open_items.event_date,
        open_items.channel_name,
        open_items.measure,
        open_items.reporting_currency,
        cast(0 as numeric(18, 4)) as amount_reporting,
        cast(0 as numeric(18, 4)) as estimated_amount,
        0 as source_events,
        coalesce(open_items.amount_reporting, 0) as open_amount,
        1 as open_items
    from open_items
),

totals as (
    select
        amounts.store,
        amounts.date_key,
        amounts.event_date,
        amounts.channel_name,
        amounts.measure,
        amounts.reporting_currency,
        {{ sum_if_known('amounts.amount_reporting') }} as source_amount,
        cast(sum(coalesce(amounts.estimated_amount, 0)) as numeric(18, 4)) as estimated_amount,
        sum(amounts.source_events) as source_events,
        cast(sum(amounts.open_amount) as numeric(18, 4)) as open_amount,
        sum(amounts.open_items) as open_items
    from amounts
    group by
        amounts.store, amounts.date_key, amounts.event_date, amounts.channel_name, amounts.measure,
        amounts.reporting_currency
),

final as (
    -- A subtotal is made of documents too: those of the lines above it.
    select
        {{ hash_key([
            "totals.store", "totals.date_key", "totals.channel_name", "terms.pnl_line",
            "totals.reporting_currency"
        ]) }} as pnl_line_key,
        totals.date_key,
        {{ dimension_key(
            ["totals.store", "totals.channel_name"],
            "totals.channel_name <> 'Not applicable'", "true"
        ) }} as channel_key,
        totals.store,
        totals.event_date,
        terms.pnl_line,
        totals.reporting_currency,
        {{ sum_if_known('terms.ledger_sign * totals.source_amount') }} as source_amount,
        cast(sum(terms.ledger_sign * totals.estimated_amount) as numeric(18, 4))
            as estimated_amount,
        cast(sum(totals.source_events) as bigint) as source_events,
        cast(sum(terms.ledger_sign * totals.open_amount) as numeric(18, 4)) as open_amount,
        cast(sum(totals.open_items) as bigint) as open_items
    from totals
    inner join terms
        on totals.measure = terms.measure
    group by
        totals.store, totals.date_key, totals.event_date, totals.channel_name, terms.pnl_line,
        totals.reporting_currency
)

select * from final
