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
        all_orders.promotion_ids as promotion_codes,
        cast(null as numeric(18, 4)) as discount_amount,
        cast(null as numeric(18, 4)) as discount_1_amount,
        cast(null as numeric(18, 4)) as discount_2_amount,
        cast(null as numeric(18, 4)) as discount_3_amount,
        cast(null as numeric(18, 4)) as discount_4_amount,
        cast(null as numeric(18, 4)) as discount_5_amount,
        cast(null as numeric(18, 4)) as discount_6_amount
    from all_orders
    where all_orders.record_type = 'data'
        and all_orders.promotion_ids is not null
    union all
    select
        shopify_orders.store,
        'shopify' as platform,
        shopify_orders.order_name as order_id,
        '' as sku,
        shopify_orders.discount_code as promotion_codes,
        shopify_orders.discount_amount,
        shopify_orders.discount_1_amount,
        shopify_orders.discount_2_amount,
        shopify_orders.discount_3_amount,
        shopify_orders.discount_4_amount,
        shopify_orders.discount_5_amount,
        shopify_orders.discount_6_amount
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
            as promotion_code,
        case places.place
            when 1 then lists.discount_1_amount
            when 2 then lists.discount_2_amount
            when 3 then lists.discount_3_amount
            when 4 then lists.discount_4_amount
            when 5 then lists.discount_5_amount
            when 6 then lists.discount_6_amount
        end as told_amount,
        lists.discount_amount
    from lists
    inner join places
        on places.place
        <= length(lists.promotion_codes) - length(replace(lists.promotion_codes, ', ', ' ')) + 1
),

told_per_order as (
    -- What each code took off counts where all of them together are the order's discount: an
    -- automatic discount beside them has no code.
    select
        codes.store,
        codes.platform,
        codes.order_id,
        codes.sku
    from codes
    where codes.discount_amount > 0
    group by codes.store, codes.platform, codes.order_id, codes.sku
    having count(codes.told_amount) = count(*)
        and min(codes.told_amount) >= 0
        and sum(codes.told_amount) = max(codes.discount_amount)
),

final as (
    select
        codes.store,
        codes.platform,
        codes.order_id,
        codes.sku,
        codes.promotion_code,
        {{ money(
            'sum(case when told_per_order.order_id is not null then codes.told_amount end)'
        ) }} as told_amount
    from codes
    left join told_per_order
        on codes.store = told_per_order.store
        and codes.platform = told_per_order.platform
        and codes.order_id = told_per_order.order_id
        and codes.sku = told_per_order.sku
    where codes.promotion_code is not null
    group by codes.store, codes.platform, codes.order_id, codes.sku, codes.promotion_code
)

select * from final
