-- Property: per kind, fee code and currency, the audit has as many fees, and expects and finds
-- charged as much, as the comparisons of order lines, storage, aged goods, missing returns and
-- payments say together.
-- Who relies on it: whoever reads the audit for all that was charged.
-- What would go wrong silently: fees of one kind would be left out or counted twice, and what may
-- be claimed would be too low or too high.
with

fees as (
    select
        'order_line' as audit_subject, fee_code, currency, expected_amount, charged_amount,
        0 as is_audited
    from {{ ref('int_fees__amazon_explained') }}
    union all
    select
        'order_line' as audit_subject, fee_code, currency, expected_amount,
        cast(0 as numeric(18, 4)) as charged_amount, 0 as is_audited
    from {{ ref('int_fees__return_claims') }}
    union all
    select
        'sku_month' as audit_subject, fee_code, currency, expected_amount, charged_amount,
        0 as is_audited
    from {{ ref('int_fees__storage_explained') }}
    union all
    select
        'sku_month' as audit_subject, fee_code, currency, expected_amount, charged_amount,
        0 as is_audited
    from {{ ref('int_fees__aged_expected') }}
    union all
    select
        'payment' as audit_subject, fee_code, currency, expected_amount, charged_amount,
        0 as is_audited
    from {{ ref('int_fees__shopify_audited') }}
    union all
    select audit_subject, fee_code, currency, expected_amount, charged_amount, 1 as is_audited
    from {{ ref('int_fees__audited') }}
),

totals as (
    select
        audit_subject,
        fee_code,
        currency,
        sum(1 - is_audited) as fee_count,
        sum(is_audited) as audited_count,
        coalesce(sum(case when is_audited = 0 then expected_amount end), 0) as expected_amount,
        coalesce(sum(case when is_audited = 1 then expected_amount end), 0) as audited_expected,
        coalesce(sum(case when is_audited = 0 then charged_amount end), 0) as charged_amount,
        coalesce(sum(case when is_audited = 1 then charged_amount end), 0) as audited_charged
    from fees
    group by audit_subject, fee_code, currency
)

select *
from totals
where fee_count <> audited_count
    or expected_amount <> audited_expected
    or charged_amount <> audited_charged
