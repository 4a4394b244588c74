with

events as (
    select * from {{ ref('int_ledger__events_translated') }}
),

order_lines as (
    select * from {{ ref('int_orders__lines_kept') }}
),

final as (
    -- An event on an order line takes what the line knows; one of the account keeps what little it
    -- names itself.
    select
        events.event_key,
        events.store,
        events.event_type,
        events.event_date,
        events.own_date,
        events.posted_date,
        events.fx_date,
        events.order_line_key,
        coalesce(order_lines.order_id, events.order_id) as order_id,
        order_lines.order_line_id,
        case
            when order_lines.order_line_key is not null then order_lines.channel_name
            when events.event_type = 'ad_spend' then cast(null as {{ dbt.type_string() }})
            when events.source = 'shopify' then 'Shopify (account level)'
            when events.source = 'amazon' then 'Amazon (account level)'
            when events.component in ('stock_lost', 'stock_found') then 'Amazon (account level)'
        end as channel_name,
        order_lines.fulfillment_method,
        coalesce(order_lines.sku, events.account_sku) as sku,
        order_lines.platform as sales_platform,
        order_lines.email_hash,
        order_lines.line_kind,
        order_lines.promotion_code,
        order_lines.has_several_promotions,
        events.ad_platform,
        events.campaign,
        events.component,
        events.measure,
        events.ledger_role,
        events.basis,
        events.currency,
        events.amount,
        events.reporting_currency,
        events.fx_rate_date,
        events.amount_reporting,
        events.measure_amount,
        coalesce(order_lines.currency, events.currency) as line_currency,
        events.source,
        events.report,
        events.document_id,
        events.source_file,
        events.source_line,
        events.batch_id
    from events
    left join order_lines
        on events.order_line_key = order_lines.order_line_key
)

select * from final
