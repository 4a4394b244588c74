with

events as (
    select * from {{ ref('int_ledger__events') }}
),

final as (
    select
        events.event_key,
        {{ date_key('events.event_date') }} as date_key,
        case
            when events.ledger_role in ('pnl', 'unallocated')
                then {{ hash_key([
                    "events.store", "events.order_line_key", "events.event_type",
                    "events.event_date", "events.line_currency", "events.ad_platform",
                    "events.campaign",
                    "case when events.order_line_key is null then events.sku end",
                    "events.channel_name", "events.order_id"
                ]) }}
        end as financial_performance_key,
        events.store,
        events.ledger_role,
        events.event_type,
        events.component,
        events.measure,
        events.basis,
        events.event_date,
        events.own_date,
        events.posted_date,
        events.channel_name,
        events.order_line_key,
        events.order_id,
        events.order_line_id,
        events.sku,
        events.ad_platform,
        events.campaign,
        events.currency,
        events.amount,
        events.reporting_currency,
        events.fx_rate_date,
        events.amount_reporting,
        events.source,
        events.report,
        events.document_id,
        events.source_file,
        cast(events.source_line as bigint) as source_line,
        events.batch_id
    from events
)

select * from final
