with

order_customers as (
    select * from {{ ref('int_identity__order_customers') }}
),

orders_kept as (
    select * from {{ ref('int_orders__orders_kept') }}
),

newest_sales as (
    select
        orders_kept.store,
        max(orders_kept.sale_date) as newest_sale_date
    from orders_kept
    where orders_kept.is_counted
    group by orders_kept.store
),

orders as (
    select
        order_customers.store,
        order_customers.customer_label,
        order_customers.link_basis,
        order_customers.order_number,
        orders_kept.channel_name,
        orders_kept.email_kind,
        orders_kept.country,
        orders_kept.region,
        case when order_customers.order_number is not null then orders_kept.sale_date end
            as counted_date,
        row_number() over (
            partition by order_customers.store, order_customers.customer_label
            order by
                orders_kept.sale_date desc nulls last, orders_kept.ordered_at desc nulls last,
                orders_kept.order_id desc nulls last
        ) as newest_rank
    from order_customers
    inner join orders_kept
        on order_customers.store = orders_kept.store
        and order_customers.platform = orders_kept.platform
        and order_customers.order_id = orders_kept.order_id
),

customers as (
    -- A person is a hash here: nothing in the warehouse leads back to a name or an address.
    select
        orders.store,
        orders.customer_label,
        max(case when orders.newest_rank = 1 then orders.link_basis end) as newest_basis,
        max(case when orders.link_basis = 'probable household' then 1 else 0 end) as is_probable,
        max(case when orders.newest_rank = 1 then orders.email_kind end) as email_kind,
        max(case when orders.newest_rank = 1 then orders.country end) as country,
        max(case when orders.newest_rank = 1 then orders.region end) as region,
        max(case when orders.order_number = 1 then orders.channel_name end)
            as first_channel_name,
        max(case when orders.order_number = 1 then orders.country end) as first_country,
        max(case when orders.order_number = 1 then orders.region end) as first_region,
        min(orders.counted_date) as first_order_date,
        max(orders.counted_date) as last_order_date,
        cast(count(orders.order_number) as bigint) as order_count
    from orders
    group by orders.store, orders.customer_label
),

dated as (
    select
        customers.*,
        {{ days_between('customers.last_order_date', 'newest_sales.newest_sale_date') }}
            as days_since_last_order
    from customers
    left join newest_sales
        on customers.store = newest_sales.store
),

standing_members as (
    {{ standing_members() }}
),

known as (
    -- Days count to the newest sale that landed, so that an old export tells the same tomorrow.
    select
        {{ hash_key(["dated.store", "dated.customer_label"]) }} as customer_key,
        dated.store,
        case when dated.is_probable = 1 then 'probable household' else dated.newest_basis end
            as link_basis,
        case
            when dated.order_count = 0 then 'never bought'
            when dated.days_since_last_order > {{ var('customer_lapsed_days') }} then 'lapsed'
            when dated.order_count = 1 then 'new'
            else 'repeat'
        end as lifecycle_segment,
        dated.email_kind,
        dated.country,
        dated.region,
        dated.first_channel_name,
        dated.first_country,
        dated.first_region,
        dated.first_order_date,
        dated.last_order_date,
        cast(dated.days_since_last_order as bigint) as days_since_last_order,
        dated.order_count
    from dated
),

standing as (
    select
        standing_members.member_key as customer_key,
        standing_members.member_name as store,
        cast(null as {{ dbt.type_string() }}) as link_basis,
        standing_members.member_key as lifecycle_segment,
        cast(null as {{ dbt.type_string() }}) as email_kind,
        cast(null as {{ dbt.type_string() }}) as country,
        cast(null as {{ dbt.type_string() }}) as region,
        cast(null as {{ dbt.type_string() }}) as first_channel_name,
        cast(null as {{ dbt.type_string() }}) as first_country,
        cast(null as {{ dbt.type_string() }}) as first_region,
        cast(null as date) as first_order_date,
        cast(null as date) as last_order_date,
        cast(null as bigint) as days_since_last_order,
        cast(0 as bigint) as order_count
    from standing_members
),

final as (
    select * from known
    union all
    select * from standing
)

select * from final
