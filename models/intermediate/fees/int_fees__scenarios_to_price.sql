with

fee_scenarios as (
    select * from {{ ref('stg_reference__fee_scenarios') }}
),

countries as (
    select * from {{ ref('int_fees__marketplace_countries') }}
),

fee_category_names as (
    select * from {{ ref('int_products__fee_category_names') }}
),

measured as (
    select
        fee_scenarios.*,
        countries.country,
        coalesce(upper(fee_scenarios.currency), countries.currency) as fee_currency,
        {{ product_measure('fee_scenarios.length_in') }} as length_measure,
        {{ product_measure('fee_scenarios.width_in') }} as width_measure,
        {{ product_measure('fee_scenarios.height_in') }} as height_measure,
        {{ product_measure('fee_scenarios.weight_lb') }} as weight_measure
    from fee_scenarios
    left join countries
        on lower(fee_scenarios.marketplace) = countries.marketplace_code
    where fee_scenarios.record_type = 'data'
),

final as (
    -- One unit by FBA without shipping or gift wrap, unless the row says otherwise.
    select
        measured.store,
        measured.scenario_id,
        measured.country,
        measured.fee_currency as currency,
        fee_category_names.fee_category,
        coalesce(
            measured.product_type,
            case
                when fee_category_names.fee_category = 'clothing_and_accessories' then 'apparel'
                when fee_category_names.fee_category is null then 'unknown'
                else 'non_apparel'
            end
        ) as product_type,
        coalesce(measured.is_sipp, false) as is_sipp,
        {{ longest_side(
            'measured.length_measure', 'measured.width_measure', 'measured.height_measure'
        ) }} as longest_side_in,
        {{ median_side(
            'measured.length_measure', 'measured.width_measure', 'measured.height_measure'
        ) }} as median_side_in,
        {{ shortest_side(
            'measured.length_measure', 'measured.width_measure', 'measured.height_measure'
        ) }} as shortest_side_in,
        measured.weight_measure as weight_lb,
        case
            when lower(measured.fulfillment) in ('merchant', 'fbm', 'mfn') then 'merchant'
            else 'fba'
        end as fulfillment_method,
        measured.as_of_date,
        cast(coalesce(measured.quantity, 1) as bigint) as quantity,
        {{ money('measured.price') }} as price,
        {{ money('coalesce(measured.shipping, 0)') }} as shipping,
        {{ money('coalesce(measured.gift_wrap, 0)') }} as gift_wrap,
        {{ money('measured.unit_cost') }} as unit_cost,
        {{ money('measured.coupon_sales') }} as coupon_sales
    from measured
    left join fee_category_names
        on measured.country = fee_category_names.country
        and {{ normalized_code('measured.amazon_fee_category') }}
        = fee_category_names.fee_category_code
)

select * from final
