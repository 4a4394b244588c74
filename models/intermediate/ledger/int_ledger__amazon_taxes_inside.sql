with

taxed as (
    select * from {{ ref('int_ledger__amazon_prices_taxed') }}
),

entries as (
    -- The tax leaves the revenue and is owed to the state; a tax that nobody tells is listed and
    -- not guessed.
    select 'pnl' as ledger_role, false as is_unknown
    union all
    select 'balance_sheet' as ledger_role, false as is_unknown
    union all
    select 'evidence' as ledger_role, true as is_unknown
),

final as (
    select
        taxed.store,
        taxed.event_type,
        taxed.event_date,
        taxed.posted_date,
        taxed.fx_date,
        taxed.order_id,
        taxed.order_line_key,
        case when entries.is_unknown then 'price_with_unknown_tax' else 'tax_inside_price' end
            as component,
        case entries.ledger_role when 'pnl' then taxed.measure end as measure,
        entries.ledger_role,
        taxed.basis,
        taxed.currency,
        case entries.ledger_role
            when 'pnl' then {{ money('-taxed.tax_inside') }}
            when 'balance_sheet' then {{ money('taxed.tax_inside') }}
            else {{ money('taxed.amount') }}
        end as amount,
        case when entries.is_unknown then 'reconciliation' else 'amazon' end as source,
        case when entries.is_unknown then 'prices_without_a_tax' else taxed.report end as report,
        taxed.document_id,
        taxed.detail_key,
        taxed.source_file,
        taxed.source_line,
        taxed.batch_id,
        taxed.known_batch_id,
        taxed.booking,
        taxed.replaced_batch_id,
        taxed.replaced_date
    from taxed
    inner join entries
        on taxed.is_unknown = entries.is_unknown
    where (taxed.is_unknown and taxed.booking = 'now')
        or (not taxed.is_unknown and taxed.tax_inside <> 0)
)

select * from final
