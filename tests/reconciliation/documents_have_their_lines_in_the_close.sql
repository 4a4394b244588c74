-- Property: per store, channel and line, the close tells the events, the open items and the amounts
-- of the documents whole, in each of its two kinds of period.
-- Who relies on it: whoever signs the close as complete, and the list of its open items.
-- What would go wrong silently: documents of a channel of which nothing is booked would be in no
-- cell, and every line that is shown would tie.
with

told as (
    select
        pnl_lines.store,
        channels.channel_name,
        pnl_lines.pnl_line,
        pnl_lines.reporting_currency,
        sum(pnl_lines.source_events) as events,
        sum(pnl_lines.open_items) as items,
        sum(pnl_lines.open_amount) as open_amount,
        sum(pnl_lines.estimated_amount) as estimated_amount,
        {{ sum_if_known('pnl_lines.source_amount') }} as amount
    from {{ ref('fact_pnl_lines') }} as pnl_lines
    inner join {{ ref('dim_channel') }} as channels
        on pnl_lines.channel_key = channels.channel_key
    group by
        pnl_lines.store, channels.channel_name, pnl_lines.pnl_line, pnl_lines.reporting_currency
),

kinds as (
    select 'fiscal_period' as period_kind
    union all
    select 'calendar_month' as period_kind
),

shown as (
    select
        store,
        period_kind,
        channel_name,
        pnl_line,
        reporting_currency,
        sum(source_events) as events,
        sum(open_items) as items,
        sum(open_amount) as open_amount,
        sum(estimated_amount) as estimated_amount,
        {{ sum_if_known('source_amount') }} as amount
    from {{ ref('rpt_month_end_close') }}
    group by store, period_kind, channel_name, pnl_line, reporting_currency
)

select
    told.store,
    kinds.period_kind,
    told.channel_name,
    told.pnl_line,
    told.reporting_currency,
    told.events,
    shown.events as shown_events,
    told.items,
    shown.items as shown_items,
    told.amount,
    shown.amount as shown_amount
from told
cross join kinds
left join shown
    on told.store = shown.store
    and kinds.period_kind = shown.period_kind
    and told.channel_name = shown.channel_name
    and told.pnl_line = shown.pnl_line
    and told.reporting_currency = shown.reporting_currency
where shown.store is null
    or told.events <> shown.events
    or told.items <> shown.items
    or told.open_amount <> shown.open_amount
    or told.estimated_amount <> shown.estimated_amount
    or told.amount <> shown.amount
    or (told.amount is null) <> (shown.amount is null)
