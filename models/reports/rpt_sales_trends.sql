with

financial_performance as (
    select * from {{ ref('fact_financial_performance') }}
),

channels as (
    select * from {{ ref('dim_channel') }}
),

performance as (
    -- Parcels that leave later, and corrections, are sales of a day on which no order is new; what
    -- no line explains of an order is not one more order.
    select
        financial_performance.*,
        {{ is_first_sale(
            "financial_performance.event_type = 'sale'"
            ' and financial_performance.order_line_key is not null',
            'financial_performance.event_date',
            'financial_performance.store, financial_performance.order_id,'
            ' financial_performance.channel_key'
        ) }} as counts_its_order
    from financial_performance
),

sales_per_day as (
    select
        performance.store,
        channels.channel_name,
        performance.event_date as date,
        performance.reporting_currency,
        cast(
            count(distinct case when performance.counts_its_order then performance.order_id end)
            as bigint
        ) as orders,
        cast(
            sum(case when performance.event_type = 'sale' then performance.quantity else 0 end)
            as bigint
        ) as units_sold,
        {{ sum_if_known('performance.net_revenue') }} as net_revenue,
        {{ sum_if_known('performance.net_profit') }} as net_profit
    from performance
    inner join channels
        on performance.channel_key = channels.channel_key
    group by
        performance.store, channels.channel_name, performance.event_date,
        performance.reporting_currency
),

trends as (
    -- The running total of a month makes two months comparable on any day; from the first day that
    -- no rate translates it is not known.
    select
        sales_per_day.*,
        sum(sales_per_day.net_revenue) over (
            partition by
                sales_per_day.store, sales_per_day.channel_name,
                cast({{ dbt.date_trunc('month', 'sales_per_day.date') }} as date)
            order by sales_per_day.date
            rows between unbounded preceding and current row
        ) as net_revenue_month_to_date,
        sum(case when sales_per_day.net_revenue is null then 1 else 0 end) over (
            partition by
                sales_per_day.store, sales_per_day.channel_name,
                cast({{ dbt.date_trunc('month', 'sales_per_day.date') }} as date)
            order by sales_per_day.date
            rows between unbounded preceding and current row
        ) as net_revenue_days_unknown,
        sum(sales_per_day.net_profit) over (
            partition by
                sales_per_day.store, sales_per_day.channel_name,
                cast({{ dbt.date_trunc('month', 'sales_per_day.date') }} as date)
            order by sales_per_day.date
            rows between unbounded preceding and current row
        ) as net_profit_month_to_date,
        sum(case when sales_per_day.net_profit is null then 1 else 0 end) over (
            partition by
                sales_per_day.store, sales_per_day.channel_name,
                cast({{ dbt.date_trunc('month', 'sales_per_day.date') }} as date)
            order by sales_per_day.date
            rows between unbounded preceding and current row
        ) as net_profit_days_unknown
    from sales_per_day
),

final as (
    select
        trends.store,
        trends.channel_name,
        trends.date,
        trends.reporting_currency,
        trends.orders,
        trends.units_sold,
        trends.net_revenue,
        trends.net_profit,
        cast(
            case when trends.net_revenue_days_unknown = 0 then trends.net_revenue_month_to_date end
            as numeric(18, 4)
        ) as net_revenue_month_to_date,
        cast(
            case when trends.net_profit_days_unknown = 0 then trends.net_profit_month_to_date end
            as numeric(18, 4)
        ) as net_profit_month_to_date
    from trends
)

select * from final
