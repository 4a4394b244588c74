with

events_unioned as (
    select * from {{ ref('int_ledger__events_unioned') }}
),

evidence_events as (
    select * from {{ ref('int_ledger__evidence_events') }}
),

batches as (
    select * from {{ ref('int_changes__batches') }}
),

events as (
    select * from events_unioned
    union all
    select * from evidence_events
),

booked as (
    select
        events.*,
        {{ booked_day(
            'events.event_date', 'events.known_date', 'batches.closed_until', 'batches.dated_until'
        ) }} as booked_date,
        {{ booked_day(
            'events.event_date', 'events.replaced_date', 'replacing_batches.closed_until',
            'replacing_batches.dated_until'
        ) }} as reversed_date
    from events
    left join batches
        on events.known_batch_id = batches.batch_id
    left join batches as replacing_batches
        on events.replaced_batch_id = replacing_batches.batch_id
),

final as (
    -- What was known too late for its own period counts on the first day that was open. An estimate
    -- that it takes the place of stays where it was, and goes on that day.
    select
        booked.store,
        booked.event_type,
        case
            when booked.booking = 'reversed' then booked.reversed_date
            else booked.booked_date
        end as event_date,
        booked.event_date as own_date,
        booked.posted_date,
        booked.fx_date,
        booked.order_id,
        booked.order_line_key,
        booked.account_sku,
        booked.ad_platform,
        booked.campaign,
        booked.component,
        booked.measure,
        booked.ledger_role,
        booked.basis,
        booked.currency,
        booked.amount,
        booked.source,
        booked.report,
        booked.document_id,
        case
            when booked.booking = 'now' then booked.detail_key
            else coalesce(booked.detail_key, '') || '/' || booked.booking
        end as detail_key,
        booked.source_file,
        booked.source_line,
        booked.batch_id
    from booked
    where booked.booking = 'now' or booked.reversed_date > booked.booked_date
)

select * from final
