with

refunds as (
    select * from {{ ref('stg_shopify__refunds') }}
),

shopify_orders as (
    select * from {{ ref('stg_shopify__orders') }}
),

first_rows as (
    -- The bulk export may write the number of an order with its kind before it.
    select
        shopify_orders.store,
        replace(shopify_orders.order_id, 'gid://shopify/Order/', '') as order_id,
        shopify_orders.order_name
    from shopify_orders
    where shopify_orders.order_id is not null
),

orders_numbered as (
    select
        first_rows.store,
        first_rows.order_id,
        max(first_rows.order_name) as order_name
    from first_rows
    group by first_rows.store, first_rows.order_id
),

final as (
    -- A refund names the number of its order, every other report its name.
    select
        refunds.store,
        refunds.source_file,
        refunds.source_line,
        orders_numbered.order_name,
        {{ row_fingerprint('refunds') }} as fingerprint
    from refunds
    left join orders_numbered
        on refunds.store = orders_numbered.store
        and refunds.order_id = orders_numbered.order_id
)

select * from final
