with

advertising_months as (
    select * from {{ ref('int_ledger__advertising_months') }}
),

final as (
    -- Two witnesses of one month's advertising: the reports count, and what the settlements
    -- deducted beyond them, or less, is on record.
    select
        advertising_months.store,
        'ad_spend' as event_type,
        advertising_months.last_posted_date as event_date,
        advertising_months.last_posted_date as posted_date,
        advertising_months.last_posted_date as fx_date,
        cast(null as {{ dbt.type_string() }}) as order_id,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'advertising_difference' as component,
        cast(null as {{ dbt.type_string() }}) as measure,
        'evidence' as ledger_role,
        'difference' as basis,
        advertising_months.currency,
        advertising_months.settled_amount + advertising_months.reported_spend as amount,
        'ads_against_settlements' as report,
        cast(advertising_months.month as {{ dbt.type_string() }}) as document_id,
        advertising_months.source_file,
        advertising_months.source_line,
        advertising_months.batch_id
    from advertising_months
    where advertising_months.is_reported
        and advertising_months.settled_amount + advertising_months.reported_spend <> 0
)

select * from final
