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

billed_numbered as (
    -- Which of two equal files counts as the source of an amount says nothing of the amount.
    select
        ledger_events.*,
        row_number() over (
            partition by
                ledger_events.store, ledger_events.ad_platform, ledger_events.event_date,
                ledger_events.component, ledger_events.document_id, ledger_events.currency,
                ledger_events.amount
            order by ledger_events.event_key
        ) as place
    from ledger_events
    where ledger_events.ledger_role = 'pnl'
        and ledger_events.measure = 'ad_spend'
        and ledger_events.component not like 'campaign_spend%'
),

billed_keyed as (
    select
        billed_numbered.*,
        {{ hash_key([
            "billed_numbered.store", "billed_numbered.ad_platform", "billed_numbered.event_date",
            "billed_numbered.component", "billed_numbered.document_id",
            "billed_numbered.currency", ten_thousandths('billed_numbered.amount'),
            "billed_numbered.place"
        ]) }} as billed_key
    from billed_numbered
),

billed as (
    -- What only a settlement or a payout tells names no campaign, and no order bears it.
    select
        billed_keyed.billed_key as ad_allocation_key,
        billed_keyed.billed_key as campaign_day_key,
        {{ date_key('billed_keyed.event_date') }} as date_key,
        'unknown' as ad_campaign_key,
        billed_keyed.store,
        coalesce(billed_keyed.ad_platform, 'Unknown') as platform,
        billed_keyed.event_date as spend_date,
        cast(null as {{ dbt.type_string() }}) as order_id,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'unattributed' as spend_status,
        billed_keyed.currency,
        {{ money('-billed_keyed.amount') }} as allocated_amount,
        {{ money('-billed_keyed.amount') }} as fully_loaded_amount,
        billed_keyed.reporting_currency,
        {{ money('-billed_keyed.amount_reporting') }} as allocated_amount_reporting,
        {{ money('-billed_keyed.amount_reporting') }} as fully_loaded_amount_reporting
    from billed_keyed
),

final as (
    select * from reported
    union all
    select * from billed
)

select * from final
