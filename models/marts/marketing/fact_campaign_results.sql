with

attribution as (
    select * from {{ ref('fact_attribution') }}
),

customer_orders as (
    select * from {{ ref('fact_customer_orders') }}
),

dates as (
    select * from {{ ref('dim_date') }}
),

orders as (
    -- Amounts as integers, made once an order: it has as many credits as models and touches.
    select
        customer_orders.store,
        customer_orders.order_id,
        customer_orders.reporting_currency,
        {{ scaled_integer('customer_orders.net_revenue', 4) }} as exact_net_revenue,
        {{ scaled_integer('customer_orders.cm2', 4) }} as exact_cm2,
        {{ scaled_integer('customer_orders.profit_before_ads', 4) }} as exact_profit_before_ads
    from customer_orders
),

attributed as (
    select
        attribution.store,
        attribution.ad_campaign_key,
        coalesce(attribution.ad_platform, 'Not applicable') as ad_platform,
        dates.month,
        attribution.attribution_model,
        attribution.order_id,
        attribution.order_kind,
        attribution.credit_units,
        orders.reporting_currency,
        orders.exact_net_revenue,
        orders.exact_cm2,
        orders.exact_profit_before_ads
    from attribution
    inner join dates
        on attribution.date_key = dates.date_key
    inner join orders
        on attribution.store = orders.store
        and attribution.order_id = orders.order_id
),

credited as (
    select
        attributed.store,
        attributed.ad_campaign_key,
        attributed.ad_platform,
        attributed.month,
        attributed.attribution_model,
        attributed.reporting_currency,
        cast(sum(attributed.credit_units) as bigint) as order_units,
        cast(
            sum(case when attributed.order_kind = 'first' then attributed.credit_units else 0 end)
            as bigint
        ) as new_customer_units,
        {{ exact_shares('attributed.exact_net_revenue', 'attributed.credit_units') }}
            as net_revenue_parts,
        {{ exact_shares('attributed.exact_cm2', 'attributed.credit_units') }} as cm2_parts,
        {{ exact_shares('attributed.exact_profit_before_ads', 'attributed.credit_units') }}
            as profit_before_ads_parts
    from attributed
    group by
        attributed.store, attributed.ad_campaign_key, attributed.ad_platform, attributed.month,
        attributed.attribution_model, attributed.reporting_currency
),

totals as (
    -- Every model shares out the same orders; nothing is rounded before it is added up.
    select
        credited.store,
        credited.month,
        credited.attribution_model,
        credited.reporting_currency,
        {{ added_shares('credited.net_revenue_parts') }} as net_revenue_parts,
        {{ added_shares('credited.cm2_parts') }} as cm2_parts,
        {{ added_shares('credited.profit_before_ads_parts') }} as profit_before_ads_parts
    from credited
    group by
        credited.store, credited.month, credited.attribution_model, credited.reporting_currency
),

placed as (
    select
        credited.store,
        credited.ad_campaign_key,
        credited.ad_platform,
        credited.month,
        credited.attribution_model,
        credited.reporting_currency,
        credited.order_units,
        credited.new_customer_units,
        {{ rounded_shares('credited.net_revenue_parts') }} as net_revenue,
        {{ rounded_shares('credited.cm2_parts') }} as cm2,
        {{ rounded_shares('credited.profit_before_ads_parts') }} as profit_before_ads,
        {{ rounded_shares('totals.net_revenue_parts') }} as total_net_revenue,
        {{ rounded_shares('totals.cm2_parts') }} as total_cm2,
        {{ rounded_shares('totals.profit_before_ads_parts') }} as total_profit_before_ads,
        {{ hash_key([
            "credited.store", "credited.month", "credited.attribution_model",
            "credited.reporting_currency"
        ]) }} as total_key,
        row_number() over (
            partition by
                credited.store, credited.month, credited.attribution_model,
                credited.reporting_currency
            order by
                credited.order_units desc nulls last, credited.ad_campaign_key asc,
                credited.ad_platform asc
        ) as place
    from credited
    inner join totals
        on credited.store = totals.store
        and credited.month = totals.month
        and credited.attribution_model = totals.attribution_model
        and credited.reporting_currency = totals.reporting_currency
),

final as (
    -- What the rounding of a month's shares leaves goes to the largest of them.
    select
        {{ hash_key([
            "placed.store", "placed.ad_campaign_key", "placed.ad_platform", "placed.month",
            "placed.attribution_model", "placed.reporting_currency"
        ]) }} as campaign_result_key,
        placed.ad_campaign_key,
        placed.store,
        placed.ad_platform,
        placed.month,
        placed.attribution_model,
        placed.reporting_currency,
        placed.order_units,
        placed.new_customer_units,
        {{ with_rounding('net_revenue', 'total_net_revenue', 'total_key', 'place') }}
            as net_revenue,
        {{ with_rounding('cm2', 'total_cm2', 'total_key', 'place') }} as cm2,
        {{ with_rounding(
            'profit_before_ads', 'total_profit_before_ads', 'total_key', 'place'
        ) }} as profit_before_ads
    from placed
)

select * from final
