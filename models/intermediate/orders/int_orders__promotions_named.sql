with

all_orders as (
    select * from {{ ref('stg_amazon__all_orders') }}
),

shopify_orders as (
    select * from {{ ref('stg_shopify__orders') }}
),

digits as (
    select * from {{ ref('stg_reference__digits') }}
),

lists as (
    -- Amazon names promotions per row of an order, Shopify per order; both put several into one
    -- cell.
    select
        all_orders.store,
        'amazon' as platform,
        all_orders.amazon_order_id as order_id,
        coalesce(all_orders.sku, '') as sku,
        all_orders.promotion_ids as promotion_codes
    from all_orders
    where all_orders.record_type = 'data'
        and all_orders.promotion_ids is not null
    union all
    select
        shopify_orders.store,
        'shopify' as platform,
        shopify_orders.order_name as order_id,
        '' as sku,
        shopify_orders.discount_code as promotion_codes
    from shopify_orders
    where shopify_orders.record_type = 'data'
        and shopify_orders.discount_code is not null
),

places as (
    select tens.digit * 10 + ones.digit + 1 as place
    from digits as tens
    cross join digits as ones
),

codes as (
    select
        lists.store,
        lists.platform,
        lists.order_id,
        lists.sku,
        {{ clean_text("split_part(lists.promotion_codes, ', ', cast(places.place as integer))") }}
            as promotion_code
    from lists
    inner join places
        on places.place
        <= length(lists.promotion_codes) - length(replace(lists.promotion_codes, ', ', ' ')) + 1
),

final as (
    select
        codes.store,
        codes.platform,
        codes.order_id,
        codes.sku,
        codes.promotion_code
    from codes
    where codes.promotion_code is not null
    group by codes.store, codes.platform, codes.order_id, codes.sku, codes.promotion_code
)

select * from final
