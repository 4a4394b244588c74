-- Property: a currency in which amounts of a report landed is known for that report, with no more
-- rows than the report has.
-- Who relies on it: a store with one currency and no rates, whose profit is stated in it.
-- What would go wrong silently: of two currencies one would be taken for the only one, and amounts
-- in the other would be missing from the profit.
with

currencies_landed as (
    select * from {{ ref('int_fx__currencies_landed') }}
),

amounts as (
    -- A reimbursement is paid in the currency of its settlement, a shipment without a currency has
    -- that of its order, and what a shop tells of a refund is no money beside its payments.
    select
        source || '/' || report as report,
        currency
    from {{ ref('fact_control_totals') }}
    where ledger_role = 'landed'
        and report not in ('reimbursements', 'shipments', 'refunds')
        and currency is not null
    group by source || '/' || report, currency
    union all
    select
        'costs/cogs' as report,
        currency
    from {{ ref('stg_costs__cogs') }}
    where currency is not null
    group by currency
),

readable as (
    {{ landed_row_counts() }}
),

rows_per_report as (
    select
        readable.source || '/' || readable.report as report,
        sum(readable.row_count) as row_count
    from readable
    group by readable.source || '/' || readable.report
),

counted_per_report as (
    select
        currencies_landed.report,
        sum(currencies_landed.row_count) as row_count
    from currencies_landed
    group by currencies_landed.report
)

select
    amounts.report,
    amounts.currency,
    'a currency that is not known' as problem
from amounts
left join currencies_landed
    on amounts.report = currencies_landed.report
    and amounts.currency = currencies_landed.currency
where currencies_landed.currency is null
union all
select
    counted_per_report.report,
    '' as currency,
    'more rows than landed' as problem
from counted_per_report
left join rows_per_report
    on counted_per_report.report = rows_per_report.report
where counted_per_report.row_count > coalesce(rows_per_report.row_count, 0)
