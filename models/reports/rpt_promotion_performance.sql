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
            case
                when financial_performance.event_type = 'sale' then financial_performance.quantity
                else 0
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

named as (
    -- A line without a promotion is kept, so that the report adds up to all order lines.
    select
        lines_per_month.*,
        coalesce(promotions_of_lines.promotion_key, 'not_applicable') as promotion_key,
        abs(promotions_of_lines.discount_amount) as given_amount,
        sum(abs(coalesce(promotions_of_lines.discount_amount, 0))) over (
            partition by lines_per_month.order_line_key, lines_per_month.month
        ) as given_on_line
    from lines_per_month
    left join promotions_of_lines
        on lines_per_month.order_line_key = promotions_of_lines.order_line_key
),

weighed as (
    -- A line with several promotions is shared by the discount that each gave.
    select
        named.*,
        case when named.given_on_line > 0 then {{ ten_thousandths('named.given_amount') }} else 1
        end as share_weight,
        {{ ten_thousandths('named.gross_revenue') }} as gross_units,
        {{ ten_thousandths('named.discounts') }} as discount_units,
        {{ ten_thousandths('named.net_revenue') }} as net_units,
        {{ ten_thousandths('named.cm1') }} as cm1_units,
        {{ ten_thousandths('named.cm2') }} as cm2_units,
        {{ ten_thousandths('named.cm3') }} as cm3_units
    from named
),

{{ line_share_steps('weighed', 'gross_units', 'gross_share', into='gross_shared') }},

{{ line_share_steps('gross_shared', 'discount_units', 'discount_share', into='discount_shared') }},

{{ line_share_steps('discount_shared', 'net_units', 'net_share', into='net_shared') }},

{{ line_share_steps('net_shared', 'cm1_units', 'cm1_share', into='cm1_shared') }},

{{ line_share_steps('cm1_shared', 'cm2_units', 'cm2_share', into='cm2_shared') }},

{{ line_share_steps('cm2_shared', 'cm3_units', 'cm3_share', into='cm3_shared') }},

totals as (
    select
        shared.store,
        shared.promotion_key,
        shared.month,
        shared.reporting_currency,
        count(distinct case when shared.is_sale = 1 then shared.order_id end) as orders,
        count(distinct case
            when shared.is_sale = 1 and customer_orders.order_number >= 1 then shared.order_id
        end) as orders_of_known_customers,
        count(distinct case
            when shared.is_sale = 1 and customer_orders.order_number = 1 then shared.order_id
        end) as orders_of_new_customers,
        sum(shared.units) as units,
        {{ sum_if_known(from_ten_thousandths('shared.gross_share')) }} as gross_revenue,
        {{ sum_if_known(from_ten_thousandths('shared.discount_share')) }} as discounts,
        {{ sum_if_known(from_ten_thousandths('shared.net_share')) }} as net_revenue,
        {{ sum_if_known(from_ten_thousandths('shared.cm1_share')) }} as cm1,
        {{ sum_if_known(from_ten_thousandths('shared.cm2_share')) }} as cm2,
        {{ sum_if_known(from_ten_thousandths('shared.cm3_share')) }} as cm3
    from cm3_shared as shared
    left join customer_orders
        on shared.store = customer_orders.store
        and shared.order_id = customer_orders.order_id
    group by shared.store, shared.promotion_key, shared.month, shared.reporting_currency
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
