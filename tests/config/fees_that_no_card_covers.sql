-- Property: every audited fee of a sale on Amazon can be compared with what it should have been.
-- Who relies on it: whoever reads the fee audit as an answer to "were we charged right?".
-- What would go wrong silently: an audit without findings looks the same whether all fees are right
-- or none could be computed; this counts those that could not, by store, currency, fee and reason.
-- Settlement components for which there is no engine at all are not among them.
{{ config(severity='warn') }}
with

fees_audited as (
    select * from {{ ref('fact_fee_audit') }}
)

select
    fees_audited.store,
    fees_audited.currency,
    fees_audited.fee_code,
    fees_audited.reason,
    count(*) as fee_count,
    count(distinct fees_audited.sku) as sku_count,
    min(fees_audited.fee_date) as first_fee_date,
    max(fees_audited.fee_date) as last_fee_date,
    {{ money('sum(coalesce(fees_audited.charged_amount, 0))') }} as charged_amount
from fees_audited
where fees_audited.audit_subject = 'order_line'
    and fees_audited.reason in ('no_card', 'no_dimensions', 'unmapped_category')
    and fees_audited.fee_code in (
        'referral_fee', 'variable_closing_fee', 'per_item_selling_fee', 'fba_fulfillment_fee',
        'digital_services_fee', 'referral_fee_refund', 'refund_administration'
    )
group by
    fees_audited.store, fees_audited.currency, fees_audited.fee_code, fees_audited.reason
