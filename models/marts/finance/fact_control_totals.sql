with

landed_totals as (
    select * from {{ ref('int_ledger__landed_totals') }}
),

events as (
    select * from {{ ref('fact_ledger_events') }}
),

booked_totals as (
    -- The ledger's side, by role and in the file's own sign: spend is positive in an advertising
    -- report, a charge in a bill.
    select
        events.store,
        events.source,
        events.report,
        events.source_file,
        case when events.report = 'settlements' then events.document_id else '' end as document_id,
        events.currency,
        events.ledger_role,
        cast(
            sum(
                case
                    when events.source in ('google_ads', 'meta_ads', 'amazon_ads')
                        or events.report in ('shipments', 'carrier_invoices', 'billing')
                        then -events.amount
                    else events.amount
                end
            ) as numeric(18, 4)
        ) as amount
    from events
    where events.source not in ('costs', 'rate_cards', 'reconciliation', 'attribution')
        or events.report in ('shipments', 'carrier_invoices')
    group by
        events.store, events.source, events.report, events.source_file,
        case when events.report = 'settlements' then events.document_id else '' end,
        events.currency, events.ledger_role
),

unioned as (
    select
        landed_totals.store,
        landed_totals.source,
        landed_totals.report,
        landed_totals.source_file,
        landed_totals.document_id,
        landed_totals.currency,
        landed_totals.total_kind as ledger_role,
        landed_totals.amount
    from landed_totals
    union all
    select
        booked_totals.store,
        booked_totals.source,
        booked_totals.report,
        booked_totals.source_file,
        booked_totals.document_id,
        booked_totals.currency,
        booked_totals.ledger_role,
        booked_totals.amount
    from booked_totals
),

final as (
    select
        {{ hash_key([
            "unioned.store", "unioned.source", "unioned.report", "unioned.source_file",
            "unioned.document_id", "unioned.currency", "unioned.ledger_role"
        ]) }} as control_total_key,
        unioned.store,
        unioned.source,
        unioned.report,
        unioned.source_file,
        unioned.document_id,
        unioned.currency,
        unioned.ledger_role,
        unioned.amount
    from unioned
)

select * from final
