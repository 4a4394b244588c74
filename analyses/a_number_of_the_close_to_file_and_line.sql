-- Which rows of which files is a number of the close made of? Put period, channel and line into the
-- first step. amount_reporting over all rows is the number; a cost of its own line is positive
-- there and negative here.
with

cell as (
    select
        close.store,
        close.period_kind,
        close.period_start,
        close.period_end,
        close.channel_name,
        close.pnl_line,
        close.line_sort_order,
        close.is_subtotal
    from {{ ref('rpt_month_end_close') }} as close
    where close.store = 'default'
        and close.period_name = '2026-P05'
        and close.channel_name = 'Amazon FBA'
        and close.pnl_line = 'cm2'
),

measures as (
    -- A subtotal is made of the lines above it.
    select
        cell.store,
        cell.period_start,
        cell.period_end,
        cell.channel_name,
        lines.pnl_line as measure
    from cell
    inner join {{ ref('rpt_month_end_close') }} as lines
        on cell.store = lines.store
        and cell.period_kind = lines.period_kind
        and cell.period_start = lines.period_start
        and cell.channel_name = lines.channel_name
    where not lines.is_subtotal
        and (
            lines.pnl_line = cell.pnl_line
            or (cell.is_subtotal and lines.line_sort_order < cell.line_sort_order)
        )
),

fact_rows as (
    select
        performance.financial_performance_key,
        measures.measure
    from {{ ref('fact_financial_performance') }} as performance
    inner join {{ ref('dim_channel') }} as channels
        on performance.channel_key = channels.channel_key
    inner join measures
        on performance.store = measures.store
        and channels.channel_name = measures.channel_name
        and performance.event_date >= measures.period_start
        and performance.event_date <= measures.period_end
)

select
    ledger_events.event_date,
    ledger_events.order_id,
    ledger_events.sku,
    ledger_events.measure,
    ledger_events.component,
    ledger_events.basis,
    ledger_events.currency,
    ledger_events.amount,
    ledger_events.amount_reporting,
    ledger_events.source_file,
    ledger_events.source_line
from fact_rows
inner join {{ ref('fact_ledger_events') }} as ledger_events
    on fact_rows.financial_performance_key = ledger_events.financial_performance_key
    and fact_rows.measure = ledger_events.measure
order by
    ledger_events.source_file asc,
    ledger_events.source_line asc,
    ledger_events.component asc,
    ledger_events.amount asc
