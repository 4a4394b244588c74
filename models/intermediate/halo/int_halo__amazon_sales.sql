with

lines_kept as (
    select * from {{ ref('int_orders__lines_kept') }}
),

orders_kept as (
    select * from {{ ref('int_orders__orders_kept') }}
),

marketplaces as (
    select * from {{ ref('stg_reference__marketplaces') }}
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
    -- Two letters may be a state of several countries: DE is Delaware only where the parcel goes to
    -- the United States.
    select
        lines_kept.store,
        lines_kept.sale_date,
        case
            when upper(coalesce(orders_kept.country, marketplaces.country)) = 'US'
                then region_names.region
        end as region,
        {{ translate(
            'lines_kept.line_amount', 'lines_kept.currency',
            'reporting_currency.reporting_currency',
            'cross_rates.from_units_per_eur', 'cross_rates.to_units_per_eur'
        ) }} as sales
    from lines_kept
    cross join reporting_currency
    left join orders_kept
        on lines_kept.store = orders_kept.store
        and lines_kept.platform = orders_kept.platform
        and lines_kept.order_id = orders_kept.order_id
    left join marketplaces
        on lower(lines_kept.marketplace_name) = lower(marketplaces.marketplace_name)
    left join region_names
        on {{ normalized_code('orders_kept.region') }} = region_names.spelling_code
    left join cross_rates
        on lines_kept.currency = cross_rates.currency
        and lines_kept.sale_date = cross_rates.valid_on
    where lines_kept.platform = 'amazon'
        and lines_kept.is_counted
        and lines_kept.sale_date is not null
),

final as (
    select
        placed.store,
        coalesce(placed.region, 'unknown') as geo,
        placed.sale_date,
        {{ money('sum(placed.sales)') }} as sales
    from placed
    group by placed.store, coalesce(placed.region, 'unknown'), placed.sale_date
)

select * from final
