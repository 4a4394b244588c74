with

measured as (
    select * from {{ ref('int_ledger__performance_kept') }}
),

order_lines as (
    select * from {{ ref('int_orders__lines_kept') }}
),

order_customers as (
    select * from {{ ref('int_identity__order_customers') }}
),

reporting_currency as (
    select * from {{ ref('int_fx__reporting_currency') }}
),

final as (
    -- Keys are looked up in every run: a visit that lands late may change whose a sale is.
    select
        measured.financial_performance_key,
        {{ date_key('measured.event_date') }} as date_key,
        {{ dimension_key(
            ["measured.store", "coalesce(order_lines.sku, measured.account_sku)"],
            "order_lines.line_kind in ('merchandise', 'gift_card')
            or measured.account_sku is not null",
            "coalesce(order_lines.sku, measured.account_sku) is not null"
        ) }} as product_key,
        {{ dimension_key(
            ["measured.store", "measured.channel_name"], "measured.channel_name is not null", "true"
        ) }} as channel_key,
        {{ dimension_key(
            ["measured.store", "order_customers.customer_label"],
            "measured.order_line_key is not null", "order_customers.customer_label is not null"
        ) }} as customer_key,
        {{ dimension_key(
            ["measured.store", "measured.ad_platform", "measured.campaign"],
            "measured.campaign is not null", "measured.campaign <> 'unknown'"
        ) }} as ad_campaign_key,
        case
            when order_lines.has_several_promotions then 'multiple'
            else {{ dimension_key(
                ["measured.store", "order_lines.platform", "order_lines.promotion_code"],
                "order_lines.promotion_code is not null", "true"
            ) }}
        end as promotion_key,
        measured.store,
        measured.event_type,
        measured.event_date,
        measured.order_line_key,
        measured.order_id,
        order_lines.order_line_id,
        order_lines.fulfillment_method,
        order_lines.revenue_basis,
        measured.cost_status,
        measured.currency as source_currency,
        reporting_currency.reporting_currency,
        measured.quantity,
        measured.gross_revenue,
        measured.discounts,
        measured.shipping_revenue,
        measured.gift_wrap_revenue,
        measured.other_revenue,
        measured.returns,
        measured.cogs,
        measured.amazon_referral_fees,
        measured.amazon_fulfillment_fees,
        measured.amazon_storage_fees,
        measured.amazon_other_fees,
        measured.shopify_fees,
        measured.payment_processing_fees,
        measured.shipping_cost,
        measured.reimbursements,
        measured.ad_spend,
        measured.other_costs,
        cast({{ net_revenue() }} as numeric(18, 4)) as net_revenue,
        cast({{ cm1() }} as numeric(18, 4)) as cm1,
        cast({{ cm2() }} as numeric(18, 4)) as cm2,
        cast({{ cm3() }} as numeric(18, 4)) as cm3,
        cast({{ net_profit() }} as numeric(18, 4)) as net_profit,
        measured.unallocated_amount
    from measured
    cross join reporting_currency
    left join order_lines
        on measured.order_line_key = order_lines.order_line_key
    left join order_customers
        on order_lines.store = order_customers.store
        and order_lines.platform = order_customers.platform
        and order_lines.order_id = order_customers.order_id
)

select * from final
