with

financial_performance as (
    select * from {{ ref('fact_financial_performance') }}
),

products as (
    select * from {{ ref('dim_product') }}
),

performance as (
    select
        financial_performance.store,
        products.sku,
        products.product_name,
        products.category,
        financial_performance.reporting_currency,
        case
            when financial_performance.cost_status <> 'known' then financial_performance.quantity
            else 0
        end as units_without_cost,
        case
            when financial_performance.cost_status <> 'known'
                then financial_performance.gross_revenue
            else 0
        end as revenue_without_cost,
        {{ performance_columns('financial_performance') }}
    from financial_performance
    inner join products
        on financial_performance.product_key = products.product_key
),

totals as (
    select
        performance.store,
        performance.sku,
        performance.product_name,
        performance.category,
        performance.reporting_currency,
        cast(sum(performance.units_without_cost) as bigint) as units_without_cost,
        {{ sum_if_known('performance.revenue_without_cost') }} as revenue_without_cost,
        {{ performance_totals('performance') }}
    from performance
    group by
        performance.store, performance.sku, performance.product_name, performance.category,
        performance.reporting_currency
),

final as (
    select
        totals.store,
        totals.sku,
        totals.product_name,
        totals.category,
        totals.reporting_currency,
        totals.units_without_cost,
        totals.revenue_without_cost,
        {{ performance_columns('totals') }},
        {{ divide_round('totals.cm2', 'totals.net_revenue', 4) }} as cm2_margin
    from totals
)

select * from final
