with

financial_performance as (
    select * from {{ ref('fact_financial_performance') }}
),

pnl_lines as (
    select * from {{ ref('fact_pnl_lines') }}
),

dates as (
    select * from {{ ref('dim_date') }}
),

channels as (
    select * from {{ ref('dim_channel') }}
),

{{ close_period_steps('dates', into='periods') }},

lines as (
    {{ pnl_lines() }}
),

performance as (
    -- What the profit and loss says.
    select
        financial_performance.store,
        periods.period_kind,
        periods.period_name,
        periods.period_start,
        periods.period_end,
        financial_performance.channel_key,
        financial_performance.reporting_currency,
        {{ performance_totals('financial_performance') }}
    from financial_performance
    inner join periods
        on financial_performance.date_key = periods.date_key
    group by
        financial_performance.store, periods.period_kind, periods.period_name,
        periods.period_start, periods.period_end, financial_performance.channel_key,
        financial_performance.reporting_currency
),

documents as (
    -- What the documents say, added up without the fact.
    select
        pnl_lines.store,
        periods.period_kind,
        periods.period_name,
        periods.period_start,
        periods.period_end,
        pnl_lines.channel_key,
        pnl_lines.pnl_line,
        pnl_lines.reporting_currency,
        {{ sum_if_known('pnl_lines.source_amount') }} as source_amount,
        cast(sum(pnl_lines.estimated_amount) as numeric(18, 4)) as estimated_amount,
        cast(sum(pnl_lines.source_events) as bigint) as source_events,
        cast(sum(pnl_lines.open_amount) as numeric(18, 4)) as open_amount,
        cast(sum(pnl_lines.open_items) as bigint) as open_items
    from pnl_lines
    inner join periods
        on pnl_lines.date_key = periods.date_key
    group by
        pnl_lines.store, periods.period_kind, periods.period_name, periods.period_start,
        periods.period_end, pnl_lines.channel_key, pnl_lines.pnl_line, pnl_lines.reporting_currency
),

cells as (
    -- Documents of which nothing is booked are looked for, too: a sale that is open, say.
    {{ close_cells('performance') }}
    union distinct
    {{ close_cells('documents') }}
),

booked as (
    select
        cells.*,
        lines.pnl_line,
        lines.line_sort_order,
        lines.is_subtotal,
        case
            when performance.store is null then cast(0 as numeric(18, 4))
            else {{ pnl_line_amount('performance', 'lines.pnl_line') }}
        end as booked_amount
    from cells
    cross join lines
    left join performance
        on cells.store = performance.store
        and cells.period_kind = performance.period_kind
        and cells.period_start = performance.period_start
        and cells.channel_key = performance.channel_key
        and cells.reporting_currency = performance.reporting_currency
),

compared as (
    select
        booked.*,
        case when documents.store is null then 0 else documents.source_amount end as source_amount,
        coalesce(documents.estimated_amount, 0) as estimated_amount,
        coalesce(documents.source_events, 0) as source_events,
        coalesce(documents.open_amount, 0) as open_amount,
        coalesce(documents.open_items, 0) as open_items
    from booked
    left join documents
        on booked.store = documents.store
        and booked.period_kind = documents.period_kind
        and booked.period_start = documents.period_start
        and booked.channel_key = documents.channel_key
        and booked.pnl_line = documents.pnl_line
        and booked.reporting_currency = documents.reporting_currency
),

final as (
    select
        compared.store,
        compared.period_kind,
        compared.period_name,
        compared.period_start,
        compared.period_end,
        {{ is_closed('compared.period_end') }} as is_closed,
        channels.channel_name,
        channels.sort_order as channel_sort_order,
        compared.pnl_line,
        compared.line_sort_order,
        compared.is_subtotal,
        compared.reporting_currency,
        compared.booked_amount,
        {{ money('compared.source_amount') }} as source_amount,
        {{ money('compared.booked_amount - compared.source_amount') }} as difference,
        cast(compared.source_events as bigint) as source_events,
        {{ money('compared.estimated_amount') }} as estimated_amount,
        cast(compared.open_items as bigint) as open_items,
        {{ money('compared.open_amount') }} as open_amount,
        case
            when compared.booked_amount <> compared.source_amount then 'untied'
            when compared.open_items > 0 then 'itemized'
            when compared.booked_amount = compared.source_amount then 'tied'
            else 'untied'
        end as status
    from compared
    inner join channels
        on compared.channel_key = channels.channel_key
)

select * from final
