with

products as (
    select * from {{ ref('stg_reference__products') }}
),

fee_previews as (
    select * from {{ ref('stg_amazon__fba_fee_preview') }}
),

all_orders as (
    select * from {{ ref('stg_amazon__all_orders') }}
),

mentioned as (
    select
        products.store,
        products.sku
    from products
    where products.record_type = 'data'
    union all
    select
        fee_previews.store,
        fee_previews.sku
    from fee_previews
    where fee_previews.record_type = 'data'
    union all
    select
        all_orders.store,
        all_orders.sku
    from all_orders
    where all_orders.record_type = 'data'
        and all_orders.sku is not null
),

known_skus as (
    -- A product that was sold and never described is a row without measures, so that its fees are
    -- missing for a reason.
    select
        mentioned.store,
        mentioned.sku
    from mentioned
    group by mentioned.store, mentioned.sku
),

measured as (
    select
        products.*,
        {{ product_measure('products.length_in') }} as first_measure,
        {{ product_measure('products.width_in') }} as second_measure,
        {{ product_measure('products.height_in') }} as third_measure,
        {{ product_measure('products.weight_lb') }} as weight_measure
    from products
    where products.record_type = 'data'
),

final as (
    -- People enter length, width and height in any order; a rate card wants them by length.
    select
        known_skus.store,
        known_skus.sku,
        measured.alias_of,
        measured.amazon_product_type,
        {{ longest_side(
            'measured.first_measure', 'measured.second_measure', 'measured.third_measure'
        ) }} as longest_side_in,
        {{ median_side(
            'measured.first_measure', 'measured.second_measure', 'measured.third_measure'
        ) }} as median_side_in,
        {{ shortest_side(
            'measured.first_measure', 'measured.second_measure', 'measured.third_measure'
        ) }} as shortest_side_in,
        measured.weight_measure as weight_lb,
        measured.is_sipp
    from known_skus
    left join measured
        on known_skus.store = measured.store
        and known_skus.sku = measured.sku
)

select * from final
