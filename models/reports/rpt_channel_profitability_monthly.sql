with

financial_performance as (
    select * from {{ ref('fact_financial_performance') }}
),

dates as (
    select * from {{ ref('dim_date') }}
),

channels as (
    select * from {{ ref('dim_channel') }}
),

performance as (
    select
        financial_performance.store,
        dates.month,
        channels.channel_name,
        channels.sort_order,
        financial_performance.reporting_currency,
        {{ performance_columns('financial_performance') }}
    from financial_performance
    inner join dates
        on financial_performance.date_key = dates.date_key
    inner join channels
        on financial_performance.channel_key = channels.channel_key
),

final as (
    select
        performance.store,
        performance.month,
        performance.channel_name,
        performance.sort_order as channel_sort_order,
        performance.reporting_currency,
        {{ performance_totals('performance') }}
    from performance
    group by
        performance.store, performance.month, performance.channel_name, performance.sort_order,
        performance.reporting_currency
)

select * from final
