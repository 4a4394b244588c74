-- Property: per store, currency and fee measure, the charges of order lines in the audit add up to
-- the fees that settlements state on lines; the warehouse fees of orders from elsewhere likewise.
-- Who relies on it: every claim, which is a charge less what the rate card says.
-- What would go wrong silently: a fee that the audit loses is never compared, one that it counts
-- twice is claimed back though it was never taken.
with

settled as (
    select
        ledger_events.store,
        ledger_events.currency,
        ledger_events.component,
        order_lines.platform,
        ledger_events.measure,
        -ledger_events.amount as settled_amount
    from {{ ref('fact_ledger_events') }} as ledger_events
    inner join {{ ref('int_orders__lines_kept') }} as order_lines
        on ledger_events.order_line_key = order_lines.order_line_key
    where ledger_events.report in ('settlements', 'date_range')
        and ledger_events.ledger_role = 'pnl'
        and ledger_events.measure
        in ('amazon_referral_fees', 'amazon_fulfillment_fees', 'amazon_other_fees')
),

measures_of_codes as (
    -- A code whose components had two measures would stand twice and not add up.
    select
        coalesce(fee_codes.fee_code, settled.component) as fee_code,
        settled.measure
    from settled
    left join {{ ref('stg_reference__amazon_fee_codes') }} as fee_codes
        on settled.component = fee_codes.component
    where settled.platform = 'amazon'
    group by coalesce(fee_codes.fee_code, settled.component), settled.measure
),

settled_per_measure as (
    select
        settled.store,
        settled.currency,
        case when settled.platform = 'amazon' then settled.measure else 'other_channels' end
            as fee_measure,
        cast(sum(settled.settled_amount) as numeric(18, 4)) as settled_amount
    from settled
    group by
        settled.store, settled.currency,
        case when settled.platform = 'amazon' then settled.measure else 'other_channels' end
),

charged_per_measure as (
    select
        fee_audit.store,
        fee_audit.currency,
        case
            when fee_audit.fee_code = 'mcf_fulfillment_fee' then 'other_channels'
            else measures_of_codes.measure
        end as fee_measure,
        cast(sum(fee_audit.charged_amount) as numeric(18, 4)) as charged_amount
    from {{ ref('fact_fee_audit') }} as fee_audit
    left join measures_of_codes
        on fee_audit.fee_code = measures_of_codes.fee_code
    where fee_audit.audit_subject = 'order_line'
        and fee_audit.charged_amount <> 0
    group by
        fee_audit.store, fee_audit.currency,
        case
            when fee_audit.fee_code = 'mcf_fulfillment_fee' then 'other_channels'
            else measures_of_codes.measure
        end
)

select
    coalesce(settled_per_measure.store, charged_per_measure.store) as store,
    coalesce(settled_per_measure.currency, charged_per_measure.currency) as currency,
    coalesce(settled_per_measure.fee_measure, charged_per_measure.fee_measure) as fee_measure,
    settled_per_measure.settled_amount,
    charged_per_measure.charged_amount
from settled_per_measure
full outer join charged_per_measure
    on settled_per_measure.store = charged_per_measure.store
    and settled_per_measure.currency = charged_per_measure.currency
    and settled_per_measure.fee_measure = charged_per_measure.fee_measure
where coalesce(settled_per_measure.settled_amount, 0)
    <> coalesce(charged_per_measure.charged_amount, 0)
