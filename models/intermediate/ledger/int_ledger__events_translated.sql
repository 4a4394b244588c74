with

events as (
    select * from {{ ref('int_ledger__events_booked') }}
),

measures as (
    select * from {{ ref('stg_reference__measures') }}
),

cross_rates as (
    select * from {{ ref('int_fx__cross_rates') }}
),

reporting_currency as (
    select * from {{ ref('int_fx__reporting_currency') }}
),

translated as (
    -- The rate of the event's own day; without one the amount stays untranslated and is never taken
    -- at par.
    select
        events.*,
        reporting_currency.reporting_currency,
        case
            when events.currency <> reporting_currency.reporting_currency then cross_rates.rate_date
        end as fx_rate_date,
        {{ translate(
            'events.amount', 'events.currency', 'reporting_currency.reporting_currency',
            'cross_rates.from_units_per_eur', 'cross_rates.to_units_per_eur'
        ) }} as amount_reporting
    from events
    cross join reporting_currency
    left join cross_rates
        on events.currency = cross_rates.currency
        and events.fx_date = cross_rates.valid_on
),

final as (
    select
        {{ hash_key([
            "translated.source", "translated.report", "translated.store", "translated.source_file",
            "translated.source_line", "translated.component", "translated.event_type",
            "translated.event_date", "translated.own_date", "translated.order_line_key",
            "translated.document_id", "translated.detail_key", "translated.ledger_role"
        ]) }} as event_key,
        translated.store,
        translated.event_type,
        translated.event_date,
        translated.own_date,
        translated.posted_date,
        translated.fx_date,
        translated.order_id,
        translated.order_line_key,
        translated.account_sku,
        translated.ad_platform,
        translated.campaign,
        translated.component,
        translated.measure,
        translated.ledger_role,
        translated.basis,
        translated.currency,
        translated.amount,
        translated.reporting_currency,
        translated.fx_rate_date,
        translated.amount_reporting,
        cast(measures.profit_sign * translated.amount_reporting as numeric(18, 4))
            as measure_amount,
        translated.source,
        translated.report,
        translated.document_id,
        translated.source_file,
        translated.source_line,
        translated.batch_id
    from translated
    left join measures
        on translated.measure = measures.measure
)

select * from final
