with

order_paths as (
    select * from {{ ref('fact_order_paths') }}
),

financial_performance as (
    select * from {{ ref('fact_financial_performance') }}
),

revenue_per_order as (
    select
        financial_performance.store,
        financial_performance.order_id,
        financial_performance.reporting_currency,
        {{ sum_if_known(
            "case when financial_performance.event_type = 'sale'"
            " then financial_performance.net_revenue else 0 end"
        ) }} as ordered_revenue,
        {{ sum_if_known('financial_performance.net_revenue') }} as net_revenue
    from financial_performance
    where financial_performance.order_id is not null
    group by
        financial_performance.store, financial_performance.order_id,
        financial_performance.reporting_currency
),

final as (
    select
        order_paths.store,
        order_paths.order_kind,
        order_paths.channel_path,
        order_paths.has_touches,
        revenue_per_order.reporting_currency,
        cast(count(*) as bigint) as orders,
        cast(sum(order_paths.touches) as bigint) as touches,
        {{ divide_round('sum(order_paths.seconds_to_order)', '86400 * count(*)', 2) }}
            as average_days_to_order,
        {{ sum_if_known('revenue_per_order.ordered_revenue') }} as ordered_revenue,
        {{ sum_if_known('revenue_per_order.net_revenue') }} as net_revenue
    from order_paths
    left join revenue_per_order
        on order_paths.store = revenue_per_order.store
        and order_paths.order_id = revenue_per_order.order_id
    group by
        order_paths.store, order_paths.order_kind, order_paths.channel_path,
        order_paths.has_touches, revenue_per_order.reporting_currency
)

select * from final
