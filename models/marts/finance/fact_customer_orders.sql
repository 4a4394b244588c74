with

financial_performance as (
    select * from {{ ref('fact_financial_performance') }}
),

customers as (
    select * from {{ ref('dim_customer') }}
),

orders as (
    select
        financial_performance.store,
        financial_performance.order_id,
        min(financial_performance.event_date) as sale_date,
        min(financial_performance.customer_key) as customer_key,
        min(financial_performance.channel_key) as channel_key
    from financial_performance
    where financial_performance.event_type = 'sale'
        and financial_performance.order_id is not null
    group by financial_performance.store, financial_performance.order_id
),

numbered as (
    -- The order of two orders of one day is not known; their names decide, so that one of them is
    -- the first and only one.
    select
        orders.*,
        case
            when orders.customer_key <> 'unknown'
                then
                    row_number() over (
                        partition by orders.customer_key
                        order by orders.sale_date, orders.store, orders.order_id
                    )
        end as order_number
    from orders
),

final as (
    select
        {{ hash_key(["numbered.store", "numbered.order_id"]) }} as order_key,
        {{ date_key('numbered.sale_date') }} as date_key,
        numbered.customer_key,
        numbered.channel_key,
        numbered.store,
        numbered.order_id,
        numbered.sale_date,
        cast(numbered.order_number as bigint) as order_number,
        case
            when numbered.order_number is null then 'unknown'
            when numbered.order_number = 1 then 'new'
            else 'repeat'
        end as customer_segment,
        coalesce(customers.country, 'unknown') as country,
        coalesce(customers.region, 'unknown') as region
    from numbered
    inner join customers
        on numbered.customer_key = customers.customer_key
)

select * from final
