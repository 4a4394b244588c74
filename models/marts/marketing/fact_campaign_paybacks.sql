with

attribution as (
    select * from {{ ref('fact_attribution') }}
),

customer_orders as (
    select * from {{ ref('fact_customer_orders') }}
),

customer_months as (
    select * from {{ ref('fact_customer_months') }}
),

dates as (
    select * from {{ ref('dim_date') }}
),

won as (
    -- A campaign has won the part of a customer that it is credited with of the first order.
    select
        attribution.store,
        attribution.ad_campaign_key,
        dates.month,
        attribution.attribution_model,
        customer_orders.customer_key,
        cast(sum(attribution.credit_units) as bigint) as credit_units
    from attribution
    inner join dates
        on attribution.date_key = dates.date_key
    inner join customer_orders
        on attribution.store = customer_orders.store
        and attribution.order_id = customer_orders.order_id
    where attribution.order_kind = 'first'
        and attribution.ad_campaign_key <> 'not_applicable'
    group by
        attribution.store, attribution.ad_campaign_key, dates.month, attribution.attribution_model,
        customer_orders.customer_key
),

earned as (
    select
        won.store,
        won.ad_campaign_key,
        won.month,
        won.attribution_model,
        customer_months.months_since,
        customer_months.reporting_currency,
        {{ sum_of_shares('customer_months.cm2', 'won.credit_units') }} as cm2
    from won
    inner join customer_months
        on won.customer_key = customer_months.customer_key
    group by
        won.store, won.ad_campaign_key, won.month, won.attribution_model,
        customer_months.months_since, customer_months.reporting_currency
),

running as (
    select
        earned.*,
        sum(earned.cm2) over (
            partition by
                earned.store, earned.ad_campaign_key, earned.month, earned.attribution_model,
                earned.reporting_currency
            order by earned.months_since
            rows between unbounded preceding and current row
        ) as cm2_so_far,
        sum(case when earned.cm2 is null then 1 else 0 end) over (
            partition by
                earned.store, earned.ad_campaign_key, earned.month, earned.attribution_model,
                earned.reporting_currency
            order by earned.months_since
            rows between unbounded preceding and current row
        ) as months_unknown
    from earned
),

final as (
    -- From the first month that no rate translates the total is not known.
    select
        {{ hash_key([
            "running.store", "running.ad_campaign_key", "running.month", "running.attribution_model",
            "running.months_since", "running.reporting_currency"
        ]) }} as campaign_payback_key,
        running.ad_campaign_key,
        running.store,
        running.month,
        running.attribution_model,
        running.months_since,
        running.reporting_currency,
        running.cm2,
        cast(
            case when running.months_unknown = 0 then running.cm2_so_far end as numeric(18, 4)
        ) as cumulative_cm2
    from running
)

select * from final
