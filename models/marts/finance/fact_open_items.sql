with

ledger_events as (
    select * from {{ ref('fact_ledger_events') }}
),

financial_performance as (
    select * from {{ ref('fact_financial_performance') }}
),

lines_without_cost as (
    select financial_performance.order_line_key
    from financial_performance
    where financial_performance.cost_status in ('missing', 'partly missing')
        and financial_performance.event_type = 'sale'
        and financial_performance.quantity <> 0
    group by financial_performance.order_line_key
),

events_told as (
    select
        ledger_events.*,
        ledger_events.component in ('amazon_copy_unmatched', 'price_with_unknown_tax')
        or (
            ledger_events.ledger_role in ('pnl', 'unallocated')
            and (
                ledger_events.amount_reporting is null
                or ledger_events.ledger_role = 'unallocated'
                or ledger_events.component = 'unclassified'
            )
        ) as is_open,
        ledger_events.event_type = 'sale'
        and lines_without_cost.order_line_key is not null as has_no_cost
    from ledger_events
    left join lines_without_cost
        on ledger_events.order_line_key = lines_without_cost.order_line_key
),

events as (
    select
        events_told.*,
        row_number() over (
            partition by events_told.order_line_key, events_told.has_no_cost
            order by
                case when events_told.measure = 'gross_revenue' then 0 else 1 end,
                events_told.source_file,
                events_told.source_line,
                events_told.event_key
        ) as event_rank
    from events_told
    where events_told.is_open or events_told.has_no_cost
),

booked as (
    -- One reason per amount, the one to clear first: without a rate it is in no total at all.
    select
        events.event_key as open_item_key,
        case
            when events.component = 'amazon_copy_unmatched' then 'amazon_copy_unmatched'
            when events.amount_reporting is null then 'untranslated'
            when events.ledger_role = 'unallocated' then 'unallocated'
            when events.component = 'price_with_unknown_tax' then 'vat_inside'
            else 'unclassified'
        end as reason,
        case
            when events.component = 'amazon_copy_unmatched' then 'gross_revenue'
            when events.component <> 'price_with_unknown_tax' then events.measure
            when events.event_type = 'refund' then 'returns'
            else 'gross_revenue'
        end as measure,
        events.amount,
        events.amount_reporting,
        events.event_key
    from events
    where events.is_open
),

without_cost as (
    -- The cost is missing, so no event tells it: the item points to the sale whose cost counts as
    -- 0.
    select
        {{ hash_key(["events.order_line_key", "'no_cost'"]) }} as open_item_key,
        'no_cost' as reason,
        'cogs' as measure,
        cast(null as numeric(18, 4)) as amount,
        cast(null as numeric(18, 4)) as amount_reporting,
        events.event_key
    from events
    where events.has_no_cost
        and events.event_rank = 1
),

unioned as (
    select * from booked
    union all
    select * from without_cost
),

final as (
    select
        unioned.open_item_key,
        events.date_key,
        events.store,
        unioned.reason,
        events.event_date,
        events.event_type,
        coalesce(events.channel_name, 'Not applicable') as channel_name,
        unioned.measure,
        events.component,
        events.ledger_role,
        events.order_line_key,
        events.order_id,
        events.sku,
        events.document_id,
        events.currency,
        unioned.amount,
        events.reporting_currency,
        unioned.amount_reporting,
        events.source,
        events.report,
        events.source_file,
        events.source_line
    from unioned
    inner join events
        on unioned.event_key = events.event_key
)

select * from final
