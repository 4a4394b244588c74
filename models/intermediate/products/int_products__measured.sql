with

described as (
    select * from {{ ref('int_products__described') }}
),

amazon_measured as (
    select * from {{ ref('int_products__amazon_measured') }}
),

fee_categories as (
    select * from {{ ref('int_products__fee_categories') }}
),

compared as (
    -- The brand's measures count when all four are there, else Amazon's when all four are.
    select
        described.*,
        case
            when described.longest_side_in is not null and described.weight_lb is not null
                then 'brand'
            when amazon_measured.longest_side_in is not null
                and amazon_measured.weight_lb is not null
                then 'amazon'
        end as measured_by,
        amazon_measured.sku as previewed_sku,
        amazon_measured.amazon_size_tier,
        amazon_measured.longest_side_in as amazon_longest_side_in,
        amazon_measured.median_side_in as amazon_median_side_in,
        amazon_measured.shortest_side_in as amazon_shortest_side_in,
        amazon_measured.weight_lb as amazon_weight_lb
    from described
    left join amazon_measured
        on described.store = amazon_measured.store
        and described.sku = amazon_measured.sku
),

followed as (
    -- An alias that nobody measured is as large as the SKU it stands for. The same holds for what
    -- Amazon measured and for what the list leaves blank; measures of two SKUs are never mixed.
    select
        compared.store,
        compared.sku,
        compared.alias_of,
        coalesce(compared.measured_by, targets.measured_by) as measured_by,
        case
            when compared.measured_by is not null then compared.sku
            when targets.measured_by is not null then targets.sku
        end as measured_sku,
        case
            when compared.previewed_sku is not null then compared.sku
            when targets.previewed_sku is not null then targets.sku
        end as previewed_sku,
        coalesce(compared.amazon_product_type, targets.amazon_product_type) as amazon_product_type,
        coalesce(compared.is_sipp, targets.is_sipp, false) as is_sipp
    from compared
    left join compared as targets
        on compared.store = targets.store
        and compared.alias_of = targets.sku
),

final as (
    select
        followed.store,
        followed.sku,
        followed.alias_of,
        followed.measured_by,
        followed.measured_sku,
        case
            when followed.measured_by = 'brand' then measured.longest_side_in
            when followed.measured_by = 'amazon' then measured.amazon_longest_side_in
        end as longest_side_in,
        case
            when followed.measured_by = 'brand' then measured.median_side_in
            when followed.measured_by = 'amazon' then measured.amazon_median_side_in
        end as median_side_in,
        case
            when followed.measured_by = 'brand' then measured.shortest_side_in
            when followed.measured_by = 'amazon' then measured.amazon_shortest_side_in
        end as shortest_side_in,
        case
            when followed.measured_by = 'brand' then measured.weight_lb
            when followed.measured_by = 'amazon' then measured.amazon_weight_lb
        end as weight_lb,
        previewed.amazon_longest_side_in,
        previewed.amazon_median_side_in,
        previewed.amazon_shortest_side_in,
        previewed.amazon_weight_lb,
        previewed.amazon_size_tier,
        fee_categories.fee_category,
        fee_categories.fee_category_code,
        fee_categories.fee_category_source,
        case
            when followed.amazon_product_type is not null then followed.amazon_product_type
            when fee_categories.fee_category = 'clothing_and_accessories' then 'apparel'
            when fee_categories.fee_category is null then 'unknown'
            else 'non_apparel'
        end as product_type,
        followed.is_sipp
    from followed
    left join compared as measured
        on followed.store = measured.store
        and followed.measured_sku = measured.sku
    left join compared as previewed
        on followed.store = previewed.store
        and followed.previewed_sku = previewed.sku
    left join fee_categories
        on followed.store = fee_categories.store
        and followed.sku = fee_categories.sku
)

select * from final
