with

fee_audit as (
    select * from {{ ref('fact_fee_audit') }}
),

findings as (
    select
        fee_audit.store,
        coalesce(fee_audit.sku, 'not applicable') as sku,
        fee_audit.month,
        fee_audit.fee_code,
        fee_audit.reason,
        fee_audit.currency,
        count(*) as finding_count,
        {{ sum_if_known('fee_audit.expected_amount') }} as expected_amount,
        cast(sum(fee_audit.charged_amount) as numeric(18, 4)) as charged_amount,
        {{ sum_if_known('fee_audit.variance_amount') }} as variance_amount,
        cast(sum(coalesce(fee_audit.claimable_amount, 0)) as numeric(18, 4)) as claimable_amount,
        min(fee_audit.claim_from) as claim_from,
        min(fee_audit.claim_deadline) as claim_deadline
    from fee_audit
    where fee_audit.is_finding
    group by
        fee_audit.store, coalesce(fee_audit.sku, 'not applicable'), fee_audit.month,
        fee_audit.fee_code, fee_audit.reason, fee_audit.currency
),

final as (
    -- The largest first: what to raise with Amazon before anything else.
    select
        findings.store,
        findings.sku,
        findings.month,
        findings.fee_code,
        findings.reason,
        findings.currency,
        row_number() over (
            partition by findings.currency
            order by
                findings.claimable_amount desc nulls last,
                abs(coalesce(findings.variance_amount, 0)) desc nulls last,
                findings.month asc,
                findings.store asc,
                findings.sku asc,
                findings.fee_code asc,
                findings.reason asc
        ) as size_rank,
        cast(findings.finding_count as bigint) as finding_count,
        findings.expected_amount,
        findings.charged_amount,
        findings.variance_amount,
        findings.claimable_amount,
        findings.claim_from,
        findings.claim_deadline
    from findings
)

select * from final
