-- Property: every product of the list, of the fee preview and of All Orders is described, and every
-- what-if is there; their sides add up to the sides that the list, the what-if or one preview of
-- the SKU states, and they weigh what it states.
-- Who relies on it: the size tier of a product, and with it every expected fulfillment fee.
-- What would go wrong silently: a product that is lost has no size tier, and one with another side
-- may have another one: its charges would look right or wrong for no reason.
with

described as (
    select * from {{ ref('int_products__described') }}
),

amazon_measured as (
    select * from {{ ref('int_products__amazon_measured') }}
),

scenarios as (
    select * from {{ ref('int_fees__scenarios_to_price') }}
),

products as (
    select * from {{ ref('stg_reference__products') }}
    where record_type = 'data'
),

fee_previews as (
    select * from {{ ref('stg_amazon__fba_fee_preview') }}
    where record_type = 'data'
),

fee_scenarios as (
    select * from {{ ref('stg_reference__fee_scenarios') }}
    where record_type = 'data'
),

orders_skus as (
    select store, sku
    from {{ ref('stg_amazon__all_orders') }}
    where record_type = 'data'
        and sku is not null
    group by store, sku
),

units_of_length as (
    -- An inch has 2.54 centimeters or 25.4 millimeters.
    select
        fee_previews.store,
        fee_previews.sku,
        fee_previews.longest_side + fee_previews.median_side + fee_previews.shortest_side as sides,
        case lower(substring(fee_previews.unit_of_dimension, 1, 1))
            when 'i' then 1
            when 'c' then 2.54
            when 'm' then 25.4
        end as per_inch
    from fee_previews
)

select
    products.store,
    products.sku as product,
    'as listed' as stated
from products
left join described
    on products.store = described.store
    and products.sku = described.sku
where described.sku is null
    or abs(
        described.longest_side_in + described.median_side_in + described.shortest_side_in
        - products.length_in - products.width_in - products.height_in
    ) > 0.001
    or abs(described.weight_lb - products.weight_lb) > 0.001
union all
select
    orders_skus.store,
    orders_skus.sku as product,
    'as sold' as stated
from orders_skus
left join described
    on orders_skus.store = described.store
    and orders_skus.sku = described.sku
where described.sku is null
union all
select
    fee_scenarios.store,
    fee_scenarios.scenario_id as product,
    'as asked' as stated
from fee_scenarios
left join scenarios
    on fee_scenarios.store = scenarios.store
    and fee_scenarios.scenario_id = scenarios.scenario_id
where scenarios.scenario_id is null
    or abs(
        scenarios.longest_side_in + scenarios.median_side_in + scenarios.shortest_side_in
        - fee_scenarios.length_in - fee_scenarios.width_in - fee_scenarios.height_in
    ) > 0.001
    or abs(scenarios.weight_lb - fee_scenarios.weight_lb) > 0.001
union all
select
    fee_previews.store,
    fee_previews.sku as product,
    'as previewed' as stated
from fee_previews
left join amazon_measured
    on fee_previews.store = amazon_measured.store
    and fee_previews.sku = amazon_measured.sku
left join described
    on fee_previews.store = described.store
    and fee_previews.sku = described.sku
where amazon_measured.sku is null
    or described.sku is null
union all
select
    amazon_measured.store,
    amazon_measured.sku as product,
    'in no preview' as stated
from amazon_measured
left join units_of_length
    on amazon_measured.store = units_of_length.store
    and amazon_measured.sku = units_of_length.sku
    and abs(
        cast(
            amazon_measured.longest_side_in + amazon_measured.median_side_in
            + amazon_measured.shortest_side_in as double precision
        ) * units_of_length.per_inch - cast(units_of_length.sides as double precision)
    ) < 0.01
where amazon_measured.longest_side_in is not null
    and units_of_length.sku is null
