with

amazon_receivables as (
    select * from {{ ref('int_ledger__amazon_receivables') }}
),

shopify_transactions as (
    select * from {{ ref('int_settlements__shopify_transactions') }}
),

ledger_events as (
    select * from {{ ref('fact_ledger_events') }}
),

reserves_brought_forward as (
    select * from {{ ref('int_settlements__reserves_brought_forward') }}
),

cash_movements as (
    select * from {{ ref('fact_cash_movements') }}
),

channel_per_order as (
    select
        ledger_events.store,
        replace(ledger_events.order_id, '#', '') as order_number,
        min(ledger_events.order_id) as order_id,
        min(ledger_events.channel_name) as channel_name
    from ledger_events
    where ledger_events.order_line_key is not null
        and ledger_events.channel_name like 'Shopify%'
    group by ledger_events.store, replace(ledger_events.order_id, '#', '')
),

shopify_balance as (
    -- What Shopify holds back is still owed: it takes part in a payout and accrues on no day.
    select
        shopify_transactions.store,
        shopify_transactions.balance_kind as receivable_kind,
        coalesce(channel_per_order.channel_name, 'Shopify (account level)') as channel_name,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        coalesce(channel_per_order.order_id, shopify_transactions.order_name) as order_id,
        coalesce(shopify_transactions.order_name, shopify_transactions.transaction_type)
            as document_id,
        shopify_transactions.currency,
        shopify_transactions.accrued_date,
        case
            when shopify_transactions.accrued_date is not null
                then shopify_transactions.transaction_date
        end as settled_date,
        shopify_transactions.paid_date,
        shopify_transactions.net as amount
    from shopify_transactions
    left join channel_per_order
        on shopify_transactions.store = channel_per_order.store
        and replace(shopify_transactions.order_name, '#', '') = channel_per_order.order_number
    where not shopify_transactions.is_payout
),

unexplained as (
    -- Money that a payout brought and no landed transaction explains: owed back until one does.
    select
        cash_movements.store,
        'unexplained' as receivable_kind,
        'Shopify (account level)' as channel_name,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        cast(null as {{ dbt.type_string() }}) as order_id,
        cash_movements.document_id,
        cash_movements.currency,
        cast(null as date) as accrued_date,
        cast(null as date) as settled_date,
        cash_movements.movement_date as paid_date,
        cash_movements.unexplained_amount as amount
    from cash_movements
    where cash_movements.account = 'Shopify Payments'
),

unioned as (
    select
        'Amazon' as account,
        amazon_receivables.store,
        amazon_receivables.receivable_kind,
        amazon_receivables.channel_name,
        amazon_receivables.order_line_key,
        amazon_receivables.order_id,
        amazon_receivables.document_id,
        amazon_receivables.currency,
        amazon_receivables.accrued_date,
        amazon_receivables.settled_date,
        amazon_receivables.paid_date,
        amazon_receivables.amount
    from amazon_receivables
    union all
    select
        'Amazon' as account,
        reserves_brought_forward.*
    from reserves_brought_forward
    union all
    select
        'Shopify Payments' as account,
        shopify_balance.*
    from shopify_balance
    union all
    select
        'Shopify Payments' as account,
        unexplained.*
    from unexplained
),

summed as (
    select
        unioned.store,
        unioned.account,
        unioned.receivable_kind,
        unioned.channel_name,
        unioned.order_line_key,
        unioned.order_id,
        unioned.document_id,
        unioned.currency,
        unioned.accrued_date,
        unioned.settled_date,
        unioned.paid_date,
        cast(sum(unioned.amount) as numeric(18, 4)) as amount
    from unioned
    group by
        unioned.store, unioned.account, unioned.receivable_kind, unioned.channel_name,
        unioned.order_line_key, unioned.order_id, unioned.document_id, unioned.currency,
        unioned.accrued_date, unioned.settled_date, unioned.paid_date
),

final as (
    select
        {{ hash_key([
            "summed.store", "summed.account", "summed.receivable_kind", "summed.channel_name",
            "summed.order_line_key", "summed.order_id", "summed.document_id", "summed.currency",
            "summed.accrued_date", "summed.settled_date", "summed.paid_date"
        ]) }} as receivable_key,
        {{ dimension_key(
            ["summed.store", "summed.channel_name"], "summed.channel_name is not null", "true"
        ) }} as channel_key,
        summed.*
    from summed
    where summed.amount <> 0
)

select * from final
