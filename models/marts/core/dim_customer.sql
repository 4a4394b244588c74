with

order_lines as (
    select * from {{ ref('int_orders__lines_kept') }}
),

orders as (
    select
        order_lines.store,
        order_lines.order_id,
        order_lines.email_hash,
        max(order_lines.email_kind) as email_kind,
        max(order_lines.sale_date) as sale_date,
        max(order_lines.shipping_country) as shipping_country,
        max(order_lines.shipping_province) as shipping_province,
        max(case when order_lines.is_counted then 1 else 0 end) as is_counted
    from order_lines
    where order_lines.email_hash is not null
    group by order_lines.store, order_lines.order_id, order_lines.email_hash
),

orders_numbered as (
    select
        orders.*,
        row_number() over (
            partition by orders.store, orders.email_hash
            order by orders.sale_date desc nulls last, orders.order_id desc nulls last
        ) as newest_rank
    from orders
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
        cast(sum(orders_numbered.is_counted) as bigint) as order_count
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
