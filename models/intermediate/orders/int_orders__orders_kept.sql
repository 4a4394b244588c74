with

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

shopify_rows as (
    select * from {{ ref('int_changes__shopify_orders') }}
),

all_orders as (
    select * from {{ ref('int_changes__all_orders') }}
),

fulfilled_shipments as (
    select * from {{ ref('int_changes__fulfilled_shipments') }}
),

orders as (
    select
        order_lines.store,
        order_lines.platform,
        order_lines.order_id,
        min(order_lines.channel_name) as channel_name,
        min(order_lines.fulfillment_method) as fulfillment_method,
        min(order_lines.currency) as currency,
        min(order_lines.sale_date) as sale_date,
        max(case when order_lines.is_counted then 1 else 0 end) as is_counted
    from order_lines
    group by order_lines.store, order_lines.platform, order_lines.order_id
),

bought_in_the_shop as (
    -- The row that carries the order's own figures says who bought and where the visit came from.
    select
        shopify_orders.store,
        'shopify' as platform,
        shopify_orders.order_name as order_id,
        shopify_rows.created_at as ordered_at,
        shopify_orders.is_amazon_copy,
        shopify_orders.amazon_order_id,
        shopify_rows.customer_hash,
        shopify_rows.email_hash,
        shopify_rows.email_kind,
        shopify_rows.phone_hash,
        shopify_rows.household_hash,
        coalesce(shopify_rows.shipping_country, shopify_rows.billing_country) as country,
        coalesce(shopify_rows.shipping_province, shopify_rows.billing_province) as region,
        shopify_rows.is_journey_ready,
        shopify_rows.utm_source,
        shopify_rows.utm_medium,
        shopify_rows.utm_campaign,
        shopify_rows.utm_content,
        shopify_rows.utm_term,
        shopify_rows.gclid,
        shopify_rows.fbclid
    from shopify_orders
    inner join shopify_rows
        on shopify_orders.store = shopify_rows.store
        and shopify_orders.source_file = shopify_rows.source_file
        and shopify_orders.source_line = shopify_rows.source_line
),

told_by_amazon as (
    select
        all_orders.store,
        all_orders.amazon_order_id as order_id,
        all_orders.purchase_at,
        cast(null as {{ dbt.type_string() }}) as email_hash,
        cast(null as {{ dbt.type_string() }}) as email_kind,
        all_orders.ship_country,
        all_orders.ship_state
    from all_orders
    where all_orders.record_type = 'data'
    union all
    select
        fulfilled_shipments.store,
        fulfilled_shipments.amazon_order_id as order_id,
        fulfilled_shipments.purchase_at,
        fulfilled_shipments.email_hash,
        fulfilled_shipments.email_kind,
        fulfilled_shipments.ship_country,
        fulfilled_shipments.ship_state
    from fulfilled_shipments
    where fulfilled_shipments.record_type = 'data'
),

bought_at_amazon as (
    select
        told_by_amazon.store,
        'amazon' as platform,
        told_by_amazon.order_id,
        min(told_by_amazon.purchase_at) as ordered_at,
        max(told_by_amazon.email_hash) as email_hash,
        max(told_by_amazon.email_kind) as email_kind,
        max(told_by_amazon.ship_country) as country,
        max(told_by_amazon.ship_state) as region
    from told_by_amazon
    group by told_by_amazon.store, told_by_amazon.order_id
),

final as (
    -- What customers and attribution know of an order, kept while a run computes other orders.
    select
        {{ hash_key(["orders.store", "orders.order_id"]) }} as order_key,
        orders.store,
        orders.platform,
        orders.order_id,
        orders.channel_name,
        orders.fulfillment_method,
        orders.currency,
        orders.sale_date,
        orders.is_counted = 1 as is_counted,
        coalesce(in_shop.ordered_at, at_amazon.ordered_at) as ordered_at,
        coalesce(in_shop.is_amazon_copy, false) as is_amazon_copy,
        in_shop.amazon_order_id,
        in_shop.customer_hash,
        coalesce(in_shop.email_hash, at_amazon.email_hash) as email_hash,
        coalesce(in_shop.email_kind, at_amazon.email_kind) as email_kind,
        in_shop.phone_hash,
        in_shop.household_hash,
        coalesce(in_shop.country, at_amazon.country) as country,
        coalesce(in_shop.region, at_amazon.region) as region,
        in_shop.is_journey_ready,
        in_shop.utm_source,
        in_shop.utm_medium,
        in_shop.utm_campaign,
        in_shop.utm_content,
        in_shop.utm_term,
        in_shop.gclid,
        in_shop.fbclid
    from orders
    left join bought_in_the_shop as in_shop
        on orders.store = in_shop.store
        and orders.platform = in_shop.platform
        and orders.order_id = in_shop.order_id
    left join bought_at_amazon as at_amazon
        on orders.store = at_amazon.store
        and orders.platform = at_amazon.platform
        and orders.order_id = at_amazon.order_id
)

select * from final
