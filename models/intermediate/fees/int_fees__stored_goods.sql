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

{{ stored_goods_steps(
    from_cte='storage_fees', previews_cte='fee_previews', products_cte='products', into='stored'
) }},

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
