with

spend as (
    select * from {{ ref('int_ads__spend') }}
),

region_names as (
    select * from {{ ref('int_halo__region_names') }}
),

cross_rates as (
    select * from {{ ref('int_fx__cross_rates') }}
),

reporting_currency as (
    select * from {{ ref('int_fx__reporting_currency') }}
),

placed as (
    -- A total over more than one week tells a region and no week: it counts as spend of no region.
    select
        spend.store,
        spend.platform as ad_platform,
        spend.spend_date,
        case
            when {{ week_of('spend.period_start_date') }} = {{ week_of('spend.spend_date') }}
                then region_names.region
        end as region,
        {{ translate(
            'spend.spend - spend.witnessed_spend', 'spend.currency',
            'reporting_currency.reporting_currency',
            'cross_rates.from_units_per_eur', 'cross_rates.to_units_per_eur'
        ) }} as spend
    from spend
    cross join reporting_currency
    left join region_names
        on {{ region_text_code('spend.region') }} = region_names.spelling_code
    left join cross_rates
        on spend.currency = cross_rates.currency
        and spend.spend_date = cross_rates.valid_on
    where spend.platform <> 'amazon_ads'
),

final as (
    select
        placed.store,
        placed.ad_platform,
        coalesce(placed.region, 'unknown') as geo,
        placed.spend_date,
        {{ money('sum(placed.spend)') }} as spend
    from placed
    group by
        placed.store, placed.ad_platform, coalesce(placed.region, 'unknown'), placed.spend_date
)

select * from final
