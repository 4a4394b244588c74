with

measured as (
    select * from {{ ref('int_ledger__performance_measured') }}
),

lines_costed as (
    select * from {{ ref('int_costs__order_lines_costed') }}
),

final as (
    -- The measures of every row of the fact, kept while a run computes other orders; whose they
    -- are may change with any run.
    select
        {{ hash_key([
            "measured.store", "measured.order_line_key", "measured.event_type",
            "measured.event_date", "measured.currency", "measured.ad_platform",
            "measured.campaign", "measured.account_sku", "measured.channel_name",
            "measured.order_id"
        ]) }} as financial_performance_key,
        measured.store,
        measured.event_type,
        measured.event_date,
        measured.order_line_key,
        measured.order_id,
        measured.channel_name,
        measured.account_sku,
        measured.ad_platform,
        measured.campaign,
        lines_costed.cost_status,
        measured.currency,
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
        measured.unallocated_amount
    from measured
    left join lines_costed
        on measured.order_line_key = lines_costed.order_line_key
        and measured.event_type = 'sale'
)

select * from final
