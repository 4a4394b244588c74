with

ledger_events as (
    select * from {{ ref('fact_ledger_events') }}
),

financial_performance as (
    select * from {{ ref('fact_financial_performance') }}
),

booked as (
    -- One reason per amount, the one to clear first: without a rate it is in no total at all.
    select
        ledger_events.event_key as open_item_key,
        case
            when ledger_events.component = 'amazon_copy_unmatched' then 'amazon_copy_unmatched'
            when ledger_events.amount_reporting is null then 'untranslated'
            when ledger_events.ledger_role = 'unallocated' then 'unallocated'
            when ledger_events.component = 'price_with_unknown_tax' then 'vat_inside'
            else 'unclassified'
        end as reason,
        case
            when ledger_events.component = 'amazon_copy_unmatched' then 'gross_revenue'
            when ledger_events.component <> 'price_with_unknown_tax' then ledger_events.measure
            when ledger_events.event_type = 'refund' then 'returns'
            else 'gross_revenue'
        end as measure,
        ledger_events.amount,
        ledger_events.amount_reporting,
        ledger_events.event_key
    from ledger_events
    where ledger_events.component in ('amazon_copy_unmatched', 'price_with_unknown_tax')
        or (
            ledger_events.ledger_role in ('pnl', 'unallocated')
            and (
                ledger_events.amount_reporting is null
                or ledger_events.ledger_role = 'unallocated'
                or ledger_events.component = 'unclassified'
            )
        )
),

lines_without_cost as (
    select financial_performance.order_line_key
    from financial_performance
    where financial_performance.cost_status = 'missing'
        and financial_performance.event_type = 'sale'
        and financial_performance.quantity <> 0
    group by financial_performance.order_line_key
),

sales_ranked as (
    select
        ledger_events.order_line_key,
        ledger_events.event_key,
        row_number() over (
            partition by ledger_events.order_line_key
            order by
                case when ledger_events.measure = 'gross_revenue' then 0 else 1 end,
                ledger_events.source_file,
                ledger_events.source_line,
                ledger_events.event_key
        ) as event_rank
    from ledger_events
    inner join lines_without_cost
        on ledger_events.order_line_key = lines_without_cost.order_line_key
    where ledger_events.event_type = 'sale'
),

without_cost as (
    -- The cost is missing, so no event tells it: the item points to the sale whose cost counts as
    -- 0.
    select
        {{ hash_key(["sales_ranked.order_line_key", "'no_cost'"]) }} as open_item_key,
        'no_cost' as reason,
        'cogs' as measure,
        cast(null as numeric(18, 4)) as amount,
        cast(null as numeric(18, 4)) as amount_reporting,
        sales_ranked.event_key
    from sales_ranked
    where sales_ranked.event_rank = 1
),

unioned as (
    select * from booked
    union all
    select * from without_cost
),

final as (
    select
        unioned.open_item_key,
        ledger_events.date_key,
        ledger_events.store,
        unioned.reason,
        ledger_events.event_date,
        ledger_events.event_type,
        coalesce(ledger_events.channel_name, 'Not applicable') as channel_name,
        unioned.measure,
        ledger_events.component,
        ledger_events.ledger_role,
        ledger_events.order_line_key,
        ledger_events.order_id,
        ledger_events.sku,
        ledger_events.document_id,
        ledger_events.currency,
        unioned.amount,
        ledger_events.reporting_currency,
        unioned.amount_reporting,
        ledger_events.source,
        ledger_events.report,
        ledger_events.source_file,
        ledger_events.source_line
    from unioned
    inner join ledger_events
        on unioned.event_key = ledger_events.event_key
)

select * from final
