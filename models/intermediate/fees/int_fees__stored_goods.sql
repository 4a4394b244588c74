with

storage_fees as (
    select * from {{ ref('stg_amazon__storage_fees') }}
),

fee_previews as (
    select * from {{ ref('stg_amazon__fba_fee_preview') }}
),

products as (
    select * from {{ ref('stg_reference__products') }}
),

measured as (
    select * from {{ ref('int_products__measured') }}
),

skus_of_goods as (
    -- The label leads to the SKU; without it the catalog number does, an alias last.
    select
        fee_previews.store,
        fee_previews.fnsku as goods_code,
        fee_previews.sku,
        1 as preference
    from fee_previews
    where fee_previews.fnsku is not null
    union all
    select
        products.store,
        products.asin as goods_code,
        products.sku,
        case when products.alias_of is null then 2 else 3 end as preference
    from products
    where products.asin is not null
),

skus_ranked as (
    select
        skus_of_goods.store,
        skus_of_goods.goods_code,
        skus_of_goods.sku,
        skus_of_goods.preference,
        row_number() over (
            partition by skus_of_goods.store, skus_of_goods.goods_code
            order by skus_of_goods.preference, skus_of_goods.sku
        ) as sku_rank
    from skus_of_goods
),

stored as (
    select
        storage_fees.*,
        coalesce(storage_fees.country_code, 'US') as country,
        coalesce(by_label.sku, by_asin.sku) as sku
    from storage_fees
    left join skus_ranked as by_label
        on storage_fees.store = by_label.store
        and storage_fees.fnsku = by_label.goods_code
        and by_label.sku_rank = 1
        and by_label.preference = 1
    left join skus_ranked as by_asin
        on storage_fees.store = by_asin.store
        and storage_fees.asin = by_asin.goods_code
        and by_asin.sku_rank = 1
    where storage_fees.record_type = 'data'
),

joined as (
    select
        stored.store,
        stored.country,
        stored.asin,
        stored.fnsku,
        stored.sku,
        stored.fulfillment_center,
        stored.month_of_charge,
        stored.currency,
        stored.average_quantity_on_hand,
        stored.item_volume,
        stored.est_vol_for_sus,
        stored.storage_utilization_ratio,
        stored.dangerous_goods_storage_type,
        stored.estimated_monthly_storage_fee,
        measured.product_type,
        measured.longest_side_in,
        measured.median_side_in,
        measured.shortest_side_in,
        measured.weight_lb,
        {{ box_volume_by(
            'measured.longest_side_in', 'measured.median_side_in', 'measured.shortest_side_in',
            '1728'
        ) }} as measured_volume,
        stored.source_file,
        stored.source_line,
        stored.batch_id
    from stored
    left join measured
        on stored.store = measured.store
        and stored.sku = measured.sku
),

final as (
    select
        joined.*,
        {{ profile_key('joined') }} as profile_key
    from joined
)

select * from final
