with

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

orders_numbered as (
    select
        shopify_orders.store,
        shopify_orders.email_hash,
        shopify_orders.email_kind,
        shopify_orders.sale_date,
        shopify_orders.shipping_country,
        shopify_orders.shipping_province,
        shopify_orders.is_counted,
        row_number() over (
            partition by shopify_orders.store, shopify_orders.email_hash
            order by
                shopify_orders.sale_date desc nulls last,
                shopify_orders.order_name desc nulls last
        ) as newest_rank
    from shopify_orders
    where shopify_orders.email_hash is not null
),

customers as (
    -- A person is a hash here: nothing in the warehouse leads back to a name or an address.
    select
        {{ hash_key(["orders_numbered.store", "orders_numbered.email_hash"]) }} as customer_key,
        orders_numbered.store,
        max(
            case when orders_numbered.newest_rank = 1 then orders_numbered.email_kind end
        ) as email_kind,
        max(
            case when orders_numbered.newest_rank = 1 then orders_numbered.shipping_country end
        ) as country,
        max(
            case when orders_numbered.newest_rank = 1 then orders_numbered.shipping_province end
        ) as region,
        min(orders_numbered.sale_date) as first_order_date,
        max(orders_numbered.sale_date) as last_order_date,
        cast(sum(case when orders_numbered.is_counted then 1 else 0 end) as bigint) as order_count
    from orders_numbered
    group by orders_numbered.store, orders_numbered.email_hash
),

standing_members as (
    {{ standing_members() }}
),

standing as (
    select
        standing_members.member_key as customer_key,
        standing_members.member_name as store,
        cast(null as {{ dbt.type_string() }}) as email_kind,
        cast(null as {{ dbt.type_string() }}) as country,
        cast(null as {{ dbt.type_string() }}) as region,
        cast(null as date) as first_order_date,
        cast(null as date) as last_order_date,
        cast(0 as bigint) as order_count
    from standing_members
),

final as (
    select * from customers
    union all
    select * from standing
)

select * from final
