with

amounts_placed as (
    select * from {{ ref('int_fees__settlement_amounts_placed') }}
),

account_charges as (
    select * from {{ ref('int_fees__account_charges_allocated') }}
),

advertising_months as (
    select * from {{ ref('int_ledger__advertising_months') }}
),

dated as (
    -- Fees of an order belong to the day of its sale, those of a refund to the day of the refund,
    -- what was shared over products to the month in which they lay in the warehouse. Advertising
    -- that a report of the same account and month tells is evidence; its tax and refunds never.
    select
        amounts_placed.*,
        account_charges.settlement_amount_key is not null as is_shared,
        coalesce(account_charges.sku, amounts_placed.sku) as charged_sku,
        coalesce(account_charges.amount, amounts_placed.amount) as charged_amount,
        case
            when account_charges.settlement_amount_key is not null then account_charges.event_date
            when amounts_placed.placement = 'line' and amounts_placed.order_event_type = 'sale'
                then amounts_placed.sale_date
            else amounts_placed.posted_date
        end as event_date,
        amounts_placed.mapped_role = 'advertising'
        and amounts_placed.component = 'advertising'
        and coalesce(advertising_months.is_reported, false) as is_reported_by_ads
    from amounts_placed
    left join account_charges
        on amounts_placed.settlement_amount_key = account_charges.settlement_amount_key
    left join advertising_months
        on amounts_placed.store = advertising_months.store
        and amounts_placed.currency = advertising_months.currency
        and cast({{ dbt.date_trunc('month', 'amounts_placed.posted_date') }} as date)
        = advertising_months.month
),

final as (
    select
        dated.store,
        case
            when dated.mapped_role = 'advertising' then 'ad_spend'
            when dated.placement = 'line' then dated.order_event_type
            else 'account_charge'
        end as event_type,
        dated.event_date,
        dated.posted_date,
        case when dated.is_shared then dated.posted_date else dated.event_date end as fx_date,
        dated.order_id,
        dated.order_line_key,
        dated.component,
        case
            when not dated.is_primary
                or dated.mapped_role = 'balance_sheet'
                or dated.is_reported_by_ads
                then cast(null as {{ dbt.type_string() }})
            when dated.mapped_role = 'advertising' then 'ad_spend'
            else dated.measure
        end as measure,
        case
            when not dated.is_primary or dated.is_reported_by_ads then 'evidence'
            when dated.mapped_role = 'balance_sheet' then 'balance_sheet'
            when dated.placement = 'unmatched' then 'unallocated'
            else 'pnl'
        end as ledger_role,
        case when dated.is_shared then 'allocated' else 'actual' end as basis,
        dated.currency,
        dated.charged_amount as amount,
        case when dated.layout = 'date_range' then 'date_range' else 'settlements' end as report,
        dated.settlement_id as document_id,
        dated.charged_sku as sku,
        dated.settlement_amount_key,
        case
            when dated.is_shared
                then {{ hash_key(["dated.settlement_amount_key", "dated.charged_sku"]) }}
            else dated.settlement_amount_key
        end as detail_key,
        dated.source_file,
        dated.source_line,
        dated.batch_id
    from dated
    where dated.amount <> 0
)

select * from final
