with

financial_performance as (
    select * from {{ ref('fact_financial_performance') }}
),

promotions_of_lines as (
    select * from {{ ref('bridge_order_line_promotion') }}
),

promotions as (
    select * from {{ ref('dim_promotion') }}
),

customer_orders as (
    select * from {{ ref('fact_customer_orders') }}
),

dates as (
    select * from {{ ref('dim_date') }}
),

lines_per_month as (
    select
        financial_performance.store,
        financial_performance.order_line_key,
        financial_performance.order_id,
        dates.month,
        financial_performance.reporting_currency,
        max(case when financial_performance.event_type = 'sale' then 1 else 0 end) as is_sale,
        sum(
            case financial_performance.event_type
                when 'sale' then financial_performance.quantity else 0
            end
        ) as units,
        {{ sum_if_known('financial_performance.gross_revenue') }} as gross_revenue,
        {{ sum_if_known('financial_performance.discounts') }} as discounts,
        {{ sum_if_known('financial_performance.net_revenue') }} as net_revenue,
        {{ sum_if_known('financial_performance.cm1') }} as cm1,
        {{ sum_if_known('financial_performance.cm2') }} as cm2,
        {{ sum_if_known('financial_performance.cm3') }} as cm3
    from financial_performance
    inner join dates
        on financial_performance.date_key = dates.date_key
    where financial_performance.order_line_key is not null
    group by
        financial_performance.store, financial_performance.order_line_key,
        financial_performance.order_id, dates.month, financial_performance.reporting_currency
),

promotions_per_line as (
    select
        promotions_of_lines.order_line_key,
        count(*) as promotions_on_line,
        sum(abs(coalesce(promotions_of_lines.discount_amount, 0))) as given_on_line
    from promotions_of_lines
    group by promotions_of_lines.order_line_key
),

named as (
    -- A line without a promotion is kept, so that the report adds up to all order lines.
    select
        lines_per_month.*,
        {{ is_first_sale(
            'lines_per_month.is_sale = 1', 'lines_per_month.month',
            'lines_per_month.store, lines_per_month.order_id, promotions_of_lines.promotion_key'
        ) }} as counts_once,
        coalesce(promotions_of_lines.promotion_key, 'not_applicable') as promotion_key,
        abs(promotions_of_lines.discount_amount) as given_amount,
        promotions_per_line.given_on_line,
        coalesce(promotions_per_line.promotions_on_line, 1) as promotions_on_line
    from lines_per_month
    left join promotions_of_lines
        on lines_per_month.order_line_key = promotions_of_lines.order_line_key
    left join promotions_per_line
        on lines_per_month.order_line_key = promotions_per_line.order_line_key
),

weighed as (
    -- A line with several promotions is shared by the discount that each gave.
    select
        named.*,
        case when named.given_on_line > 0 then {{ ten_thousandths('named.given_amount') }} else 1
        end as share_weight
    from named
),

{{ line_share_steps(
    'weighed', into='shares', alone='weighed.promotions_on_line = 1',
    measures=['gross_revenue', 'discounts', 'net_revenue', 'cm1', 'cm2', 'cm3'],
    columns=[
        'store', 'promotion_key', 'order_id', 'month', 'reporting_currency', 'units', 'counts_once'
    ]
) }},

totals as (
    select
        shares.store,
        shares.promotion_key,
        shares.month,
        shares.reporting_currency,
        count(distinct case when shares.counts_once then shares.order_id end) as orders,
        count(distinct case
            when shares.counts_once and customer_orders.order_number >= 1 then shares.order_id
        end) as orders_of_known_customers,
        count(distinct case
            when shares.counts_once and customer_orders.order_number = 1 then shares.order_id
        end) as orders_of_new_customers,
        sum(shares.units) as units,
        {{ sum_if_known('shares.gross_revenue') }} as gross_revenue,
        {{ sum_if_known('shares.discounts') }} as discounts,
        {{ sum_if_known('shares.net_revenue') }} as net_revenue,
        {{ sum_if_known('shares.cm1') }} as cm1,
        {{ sum_if_known('shares.cm2') }} as cm2,
        {{ sum_if_known('shares.cm3') }} as cm3
    from shares
    left join customer_orders
        on shares.store = customer_orders.store
        and shares.order_id = customer_orders.order_id
    group by shares.store, shares.promotion_key, shares.month, shares.reporting_currency
),

final as (
    select
        totals.store,
        totals.promotion_key,
        promotions.platform,
        promotions.promotion_code,
        totals.month,
        totals.reporting_currency,
        cast(totals.orders as bigint) as orders,
        cast(totals.orders_of_known_customers as bigint) as orders_of_known_customers,
        cast(totals.orders_of_new_customers as bigint) as orders_of_new_customers,
        {{ divide_round('totals.orders_of_new_customers', 'totals.orders_of_known_customers', 4) }}
            as new_customer_share,
        cast(totals.units as bigint) as units,
        totals.gross_revenue,
        totals.discounts,
        {{ divide_round('totals.discounts', 'totals.gross_revenue', 4) }} as discount_rate,
        totals.net_revenue,
        totals.cm1,
        totals.cm2,
        totals.cm3
    from totals
    inner join promotions
        on totals.promotion_key = promotions.promotion_key
)

select * from final
