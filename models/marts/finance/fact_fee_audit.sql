with

fees_audited as (
    select * from {{ ref('int_fees__audited') }}
),

final as (
    select
        fees_audited.fee_audit_key,
        {{ date_key('fees_audited.fee_date') }} as date_key,
        {{ dimension_key(
            ["fees_audited.store", "fees_audited.sku"], "fees_audited.sku is not null", "true"
        ) }} as product_key,
        fees_audited.audit_subject,
        fees_audited.store,
        fees_audited.order_line_key,
        fees_audited.order_id,
        fees_audited.sku,
        fees_audited.fee_date,
        cast({{ dbt.date_trunc('month', 'fees_audited.fee_date') }} as date) as month,
        fees_audited.fee_code,
        fees_audited.currency,
        fees_audited.quantity,
        fees_audited.expected_amount,
        fees_audited.charged_amount,
        {{ money('fees_audited.charged_amount - fees_audited.expected_amount') }}
            as variance_amount,
        fees_audited.reason,
        fees_audited.is_finding,
        fees_audited.basis,
        fees_audited.rate_card_row_id,
        fees_audited.implied_rate_card_row_id,
        fees_audited.measured_size_tier,
        fees_audited.implied_size_tier,
        fees_audited.implied_fee_category,
        fees_audited.claimable_amount,
        fees_audited.claim_from,
        fees_audited.claim_deadline
    from fees_audited
)

select * from final
