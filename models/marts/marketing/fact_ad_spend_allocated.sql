with

spend_loaded as (
    select * from {{ ref('int_attribution__spend_loaded') }}
),

ledger_events as (
    select * from {{ ref('int_ledger__events') }}
),

cross_rates as (
    select * from {{ ref('int_fx__cross_rates') }}
),

reporting_currency as (
    select * from {{ ref('int_fx__reporting_currency') }}
),

reported as (
    select
        spend_loaded.ad_allocation_key,
        spend_loaded.campaign_day_key,
        {{ date_key('spend_loaded.spend_date') }} as date_key,
        {{ dimension_key(
            ["spend_loaded.store", "spend_loaded.platform", "spend_loaded.campaign_key"],
            "true", "spend_loaded.campaign_key <> 'unknown'"
        ) }} as ad_campaign_key,
        spend_loaded.store,
        spend_loaded.platform,
        spend_loaded.spend_date,
        spend_loaded.order_id,
        spend_loaded.order_line_key,
        spend_loaded.spend_status,
        spend_loaded.currency,
        spend_loaded.allocated_amount,
        spend_loaded.fully_loaded_amount,
        reporting_currency.reporting_currency,
        {{ translate(
            'spend_loaded.allocated_amount', 'spend_loaded.currency',
            'reporting_currency.reporting_currency', 'cross_rates.from_units_per_eur',
            'cross_rates.to_units_per_eur'
        ) }} as allocated_amount_reporting,
        {{ translate(
            'spend_loaded.fully_loaded_amount', 'spend_loaded.currency',
            'reporting_currency.reporting_currency', 'cross_rates.from_units_per_eur',
            'cross_rates.to_units_per_eur'
        ) }} as fully_loaded_amount_reporting
    from spend_loaded
    cross join reporting_currency
    left join cross_rates
        on spend_loaded.currency = cross_rates.currency
        and spend_loaded.spend_date = cross_rates.valid_on
),

billed as (
    -- What only a settlement or a payout tells names no campaign, and no order bears it.
    select
        ledger_events.event_key as ad_allocation_key,
        ledger_events.event_key as campaign_day_key,
        {{ date_key('ledger_events.event_date') }} as date_key,
        'unknown' as ad_campaign_key,
        ledger_events.store,
        coalesce(ledger_events.ad_platform, 'Unknown') as platform,
        ledger_events.event_date as spend_date,
        cast(null as {{ dbt.type_string() }}) as order_id,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'unattributed' as spend_status,
        ledger_events.currency,
        {{ money('-ledger_events.amount') }} as allocated_amount,
        {{ money('-ledger_events.amount') }} as fully_loaded_amount,
        ledger_events.reporting_currency,
        {{ money('-ledger_events.amount_reporting') }} as allocated_amount_reporting,
        {{ money('-ledger_events.amount_reporting') }} as fully_loaded_amount_reporting
    from ledger_events
    where ledger_events.ledger_role = 'pnl'
        and ledger_events.measure = 'ad_spend'
        and ledger_events.component not like 'campaign_spend%'
),

final as (
    select * from reported
    union all
    select * from billed
)

select * from final
