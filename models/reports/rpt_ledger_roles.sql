with

ledger_events as (
    select * from {{ ref('fact_ledger_events') }}
),

control_totals as (
    select * from {{ ref('fact_control_totals') }}
),

dates as (
    select * from {{ ref('dim_date') }}
),

documents as (
    select
        ledger_events.store,
        ledger_events.source,
        ledger_events.report,
        ledger_events.source_file,
        case when ledger_events.report = 'settlements' then ledger_events.document_id else '' end
            as document_id,
        ledger_events.currency,
        dates.fiscal_period_name as period_name,
        dates.fiscal_period_starts_on as period_start,
        dates.fiscal_period_ends_on as period_end,
        ledger_events.reporting_currency,
        {{ role_sum('pnl') }} as pnl_amount,
        {{ role_sum('balance_sheet') }} as balance_sheet_amount,
        {{ role_sum('evidence') }} as evidence_amount,
        {{ role_sum('unallocated') }} as unallocated_amount,
        {{ sum_if_known(
            "case when ledger_events.ledger_role in ('pnl', 'unallocated')"
            " then ledger_events.amount_reporting else 0 end"
        ) }} as profit_reporting
    from ledger_events
    inner join dates
        on ledger_events.date_key = dates.date_key
    group by
        ledger_events.store, ledger_events.source, ledger_events.report, ledger_events.source_file,
        case when ledger_events.report = 'settlements' then ledger_events.document_id else '' end,
        ledger_events.currency, dates.fiscal_period_name, dates.fiscal_period_starts_on,
        dates.fiscal_period_ends_on, ledger_events.reporting_currency
),

ties as (
    -- A document is tied as a whole, whatever periods its rows lie in.
    select
        control_totals.store,
        control_totals.source,
        control_totals.report,
        control_totals.source_file,
        control_totals.document_id,
        control_totals.currency,
        sum(
            case control_totals.ledger_role
                when 'stated' then 0
                when 'landed' then control_totals.amount
                else -control_totals.amount
            end
        ) as difference
    from control_totals
    group by
        control_totals.store, control_totals.source, control_totals.report,
        control_totals.source_file, control_totals.document_id, control_totals.currency
),

totals as (
    select
        documents.store,
        documents.period_name,
        documents.period_start,
        documents.period_end,
        documents.source,
        documents.report,
        documents.currency,
        documents.reporting_currency,
        cast(sum(documents.pnl_amount) as numeric(18, 4)) as pnl_amount,
        cast(sum(documents.balance_sheet_amount) as numeric(18, 4)) as balance_sheet_amount,
        cast(sum(documents.evidence_amount) as numeric(18, 4)) as evidence_amount,
        cast(sum(documents.unallocated_amount) as numeric(18, 4)) as unallocated_amount,
        {{ sum_if_known('documents.profit_reporting') }} as profit_reporting,
        cast(count(*) as bigint) as documents,
        cast(count(ties.store) as bigint) as documents_with_total,
        cast(sum(case when ties.difference = 0 then 1 else 0 end) as bigint) as documents_tied,
        cast(sum(coalesce(ties.difference, 0)) as numeric(18, 4)) as difference
    from documents
    left join ties
        on documents.store = ties.store
        and documents.source = ties.source
        and documents.report = ties.report
        and documents.source_file = ties.source_file
        and documents.document_id = ties.document_id
        and documents.currency = ties.currency
    group by
        documents.store, documents.period_name, documents.period_start, documents.period_end,
        documents.source, documents.report, documents.currency, documents.reporting_currency
),

final as (
    select
        totals.store,
        totals.period_name,
        totals.period_start,
        totals.period_end,
        {{ is_closed('totals.period_end') }} as is_closed,
        totals.source,
        totals.report,
        totals.currency,
        totals.pnl_amount,
        totals.balance_sheet_amount,
        totals.evidence_amount,
        totals.unallocated_amount,
        {{ money(
            'totals.pnl_amount + totals.balance_sheet_amount + totals.evidence_amount'
            ' + totals.unallocated_amount'
        ) }} as ledger_amount,
        totals.reporting_currency,
        totals.profit_reporting,
        totals.documents,
        totals.documents_tied,
        totals.difference,
        case
            when totals.documents_with_total = 0 then 'computed'
            when totals.documents_tied = totals.documents then 'tied'
            else 'untied'
        end as status
    from totals
)

select * from final
