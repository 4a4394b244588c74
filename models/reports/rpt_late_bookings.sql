with

ledger_events as (
    select * from {{ ref('fact_ledger_events') }}
),

dates as (
    select * from {{ ref('dim_date') }}
),

late as (
    select
        ledger_events.store,
        own_days.fiscal_year,
        own_days.fiscal_period,
        booked_days.fiscal_year as booked_fiscal_year,
        booked_days.fiscal_period as booked_fiscal_period,
        coalesce(ledger_events.channel_name, 'Not applicable') as channel_name,
        ledger_events.measure,
        ledger_events.reporting_currency,
        ledger_events.amount_reporting
    from ledger_events
    inner join dates as own_days
        on ledger_events.own_date = own_days.date
    inner join dates as booked_days
        on ledger_events.date_key = booked_days.date_key
    where ledger_events.own_date <> ledger_events.event_date
        and ledger_events.ledger_role in ('pnl', 'unallocated')
),

final as (
    -- Estimates that are taken back count with what took their place.
    select
        {{ hash_key([
            "late.store", "late.fiscal_year", "late.fiscal_period", "late.booked_fiscal_year",
            "late.booked_fiscal_period", "late.channel_name", "late.measure",
            "late.reporting_currency"
        ]) }} as late_booking_key,
        late.store,
        late.fiscal_year,
        late.fiscal_period,
        late.booked_fiscal_year,
        late.booked_fiscal_period,
        late.channel_name,
        late.measure,
        late.reporting_currency,
        cast(count(*) as bigint) as events,
        {{ sum_if_known('late.amount_reporting') }} as profit_amount
    from late
    group by
        late.store, late.fiscal_year, late.fiscal_period, late.booked_fiscal_year,
        late.booked_fiscal_period, late.channel_name, late.measure, late.reporting_currency
)

select * from final
