with

amounts_placed as (
    select * from {{ ref('int_fees__settlement_amounts_placed') }}
),

account_charges as (
    select * from {{ ref('int_fees__account_charges_allocated') }}
),

ad_spend as (
    select * from {{ ref('int_ads__spend') }}
),

months_posted as (
    select
        amounts_placed.store,
        cast({{ dbt.date_trunc('month', 'amounts_placed.posted_date') }} as date) as month
    from amounts_placed
    where amounts_placed.mapped_role = 'advertising'
    group by
        amounts_placed.store,
        cast({{ dbt.date_trunc('month', 'amounts_placed.posted_date') }} as date)
),

months_reported as (
    -- The months whose Amazon advertising is told by the advertising reports themselves; a total
    -- over several days tells of every month that it touches.
    select
        months_posted.store,
        months_posted.month
    from months_posted
    inner join ad_spend
        on months_posted.store = ad_spend.store
        and months_posted.month <= ad_spend.spend_date
        and cast({{ dbt.date_trunc(
            'month', 'coalesce(ad_spend.period_start_date, ad_spend.spend_date)'
        ) }} as date) <= months_posted.month
    where ad_spend.platform = 'amazon_ads'
    group by months_posted.store, months_posted.month
),

dated as (
    -- Fees of an order belong to the day of its sale, those of a refund to the day of the refund,
    -- what was shared over products to the month in which they lay in the warehouse.
    select
        amounts_placed.*,
        account_charges.settlement_amount_key is not null as is_shared,
        coalesce(account_charges.sku, amounts_placed.sku) as charged_sku,
        coalesce(account_charges.amount, amounts_placed.amount) as charged_amount,
        case
            when account_charges.settlement_amount_key is not null then account_charges.event_date
            when amounts_placed.placement = 'line'
                and (
                    amounts_placed.order_event_type = 'sale'
                    or amounts_placed.component = 'shipping_label'
                )
                then amounts_placed.sale_date
            else amounts_placed.posted_date
        end as event_date,
        amounts_placed.mapped_role = 'advertising' and months_reported.month is not null
            as is_reported_by_ads
    from amounts_placed
    left join account_charges
        on amounts_placed.settlement_amount_key = account_charges.settlement_amount_key
    left join months_reported
        on amounts_placed.store = months_reported.store
        and cast({{ dbt.date_trunc('month', 'amounts_placed.posted_date') }} as date)
        = months_reported.month
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
        'settlements' as report,
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
