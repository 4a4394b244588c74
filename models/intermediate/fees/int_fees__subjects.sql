with

amazon_lines as (
    select * from {{ ref('int_fees__amazon_lines_to_price') }}
),

scenarios as (
    select * from {{ ref('int_fees__scenarios_to_price') }}
),

products as (
    select * from {{ ref('int_products__measured') }}
),

countries as (
    select * from {{ ref('int_fees__marketplace_countries') }}
),

fee_category_names as (
    select * from {{ ref('int_products__fee_category_names') }}
),

order_lines as (
    select
        'order_line' as subject_kind,
        amazon_lines.order_line_id as subject_id,
        amazon_lines.store,
        amazon_lines.order_line_key,
        countries.country,
        coalesce(amazon_lines.currency, countries.currency) as currency,
        amazon_lines.sku,
        fee_category_names.fee_category,
        products.product_type,
        products.is_sipp,
        products.longest_side_in,
        products.median_side_in,
        products.shortest_side_in,
        products.weight_lb,
        amazon_lines.fulfillment_method,
        amazon_lines.order_date,
        amazon_lines.ship_date,
        amazon_lines.ship_date_basis,
        amazon_lines.quantity,
        amazon_lines.unit_price,
        amazon_lines.unit_price_promoted,
        case
            when amazon_lines.fulfillment_method = 'fba' then amazon_lines.unit_price_promoted
            else amazon_lines.unit_total_promoted
        end as unit_total
    from amazon_lines
    left join products
        on amazon_lines.store = products.store
        and amazon_lines.sku = products.sku
    left join countries
        on lower(amazon_lines.marketplace_name) = countries.marketplace_code
    left join fee_category_names
        on countries.country = fee_category_names.country
        and products.fee_category_code = fee_category_names.fee_category_code
),

what_ifs as (
    -- A row of the what-if table is priced by the same rules, as of one day.
    select
        'scenario' as subject_kind,
        scenarios.scenario_id as subject_id,
        scenarios.store,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        scenarios.country,
        scenarios.currency,
        cast(null as {{ dbt.type_string() }}) as sku,
        scenarios.fee_category,
        scenarios.product_type,
        scenarios.is_sipp,
        scenarios.longest_side_in,
        scenarios.median_side_in,
        scenarios.shortest_side_in,
        scenarios.weight_lb,
        scenarios.fulfillment_method,
        scenarios.as_of_date as order_date,
        scenarios.as_of_date as ship_date,
        'shipped' as ship_date_basis,
        scenarios.quantity,
        scenarios.price as unit_price,
        scenarios.price as unit_price_promoted,
        case
            when scenarios.fulfillment_method = 'fba' then scenarios.price
            else {{ money('scenarios.price + scenarios.shipping + scenarios.gift_wrap') }}
        end as unit_total
    from scenarios
),

unioned as (
    select * from order_lines
    union all
    select * from what_ifs
),

final as (
    select
        unioned.*,
        {{ hash_key([
            "unioned.subject_kind", "unioned.store", "unioned.subject_id", "unioned.ship_date"
        ]) }} as subject_key,
        {{ profile_key('unioned') }} as profile_key
    from unioned
)

select * from final
