with

deposits as (
    select * from {{ ref('int_settlements__deposits') }}
),

settlement_lines as (
    select * from {{ ref('fact_settlement_lines') }}
),

shopify_transactions as (
    select * from {{ ref('int_settlements__shopify_transactions') }}
),

amazon_deposits as (
    -- A negative settlement moves no money: Amazon carries it over to the next one. One without a
    -- deposit day has not been paid.
    select
        deposits.store,
        'Amazon' as account,
        'deposit' as movement_kind,
        deposits.deposit_date as movement_date,
        deposits.settlement_id as document_id,
        deposits.currency,
        deposits.total_amount as amount,
        cast(0 as numeric(18, 4)) as unexplained_amount,
        deposits.source_file,
        deposits.source_line
    from deposits
    where deposits.total_amount > 0
        and deposits.deposit_date is not null
),

amazon_transfers as (
    -- A transfer that came back, a card that was charged: the bank moved the other way than the
    -- balance.
    select
        settlement_lines.store,
        'Amazon' as account,
        settlement_lines.component as movement_kind,
        settlement_lines.posted_date as movement_date,
        settlement_lines.settlement_id as document_id,
        settlement_lines.currency,
        -settlement_lines.amount as amount,
        cast(0 as numeric(18, 4)) as unexplained_amount,
        settlement_lines.source_file,
        settlement_lines.source_line
    from settlement_lines
    where settlement_lines.is_primary
        and {{ balance_kind('settlement_lines.component') }} = 'transfer'
),

payouts_per_day as (
    select
        shopify_transactions.store,
        shopify_transactions.currency,
        shopify_transactions.paid_date,
        max(shopify_transactions.payout_id) as payout_id,
        sum(case when shopify_transactions.is_payout then 1 else 0 end) as payout_rows,
        {{ money(
            'sum(case when shopify_transactions.is_payout'
            ' then -shopify_transactions.net else 0 end)'
        ) }} as stated_amount,
        {{ money(
            'sum(case when shopify_transactions.is_payout then 0 else shopify_transactions.net end)'
        ) }} as explained_amount,
        min(shopify_transactions.source_file) as source_file,
        min(case when shopify_transactions.is_payout then shopify_transactions.source_file end)
            as payout_file
    from shopify_transactions
    where shopify_transactions.paid_date is not null
    group by
        shopify_transactions.store, shopify_transactions.currency, shopify_transactions.paid_date
),

shopify_payouts as (
    -- The payout row says what arrived; an export without such rows says it by the rows it paid.
    select
        payouts_per_day.store,
        'Shopify Payments' as account,
        'payout' as movement_kind,
        payouts_per_day.paid_date as movement_date,
        coalesce(
            payouts_per_day.payout_id, cast(payouts_per_day.paid_date as {{ dbt.type_string() }})
        ) as document_id,
        payouts_per_day.currency,
        case
            when payouts_per_day.payout_rows > 0 then payouts_per_day.stated_amount
            else payouts_per_day.explained_amount
        end as amount,
        case
            when payouts_per_day.payout_rows > 0
                then {{ money('payouts_per_day.stated_amount - payouts_per_day.explained_amount') }}
            else cast(0 as numeric(18, 4))
        end as unexplained_amount,
        coalesce(payouts_per_day.payout_file, payouts_per_day.source_file) as source_file,
        cast(null as bigint) as source_line
    from payouts_per_day
),

unioned as (
    select * from amazon_deposits
    union all
    select * from amazon_transfers
    union all
    select * from shopify_payouts
),

final as (
    select
        {{ hash_key([
            "unioned.store", "unioned.account", "unioned.movement_kind", "unioned.movement_date",
            "unioned.document_id", "unioned.currency", "unioned.source_file", "unioned.source_line"
        ]) }} as cash_movement_key,
        {{ date_key('unioned.movement_date') }} as date_key,
        unioned.store,
        unioned.account,
        unioned.movement_kind,
        unioned.movement_date,
        unioned.document_id,
        unioned.currency,
        unioned.amount,
        unioned.unexplained_amount,
        unioned.source_file,
        unioned.source_line
    from unioned
    where unioned.amount <> 0 or unioned.unexplained_amount <> 0
)

select * from final
