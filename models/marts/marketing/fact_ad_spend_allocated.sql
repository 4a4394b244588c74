with

spend_loaded as (
    select * from {{ ref('int_attribution__spend_loaded') }}
),

cross_rates as (
    select * from {{ ref('int_fx__cross_rates') }}
),

reporting_currency as (
    select * from {{ ref('int_fx__reporting_currency') }}
),

final as (
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
)

select * from final
