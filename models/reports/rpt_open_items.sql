with

open_items as (
    select * from {{ ref('fact_open_items') }}
),

dates as (
    select * from {{ ref('dim_date') }}
),

final as (
    select
        open_items.open_item_key,
        open_items.store,
        dates.fiscal_period_name as period_name,
        dates.month,
        dates.is_closed,
        open_items.reason,
        open_items.event_date,
        open_items.channel_name,
        open_items.measure,
        open_items.component,
        open_items.order_id,
        open_items.sku,
        open_items.document_id,
        open_items.currency,
        open_items.amount,
        open_items.reporting_currency,
        open_items.amount_reporting,
        open_items.source,
        open_items.report,
        open_items.source_file,
        open_items.source_line
    from open_items
    inner join dates
        on open_items.date_key = dates.date_key
)

select * from final
