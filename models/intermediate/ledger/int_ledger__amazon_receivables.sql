with

events as (
    select * from {{ ref('int_ledger__events') }}
),

deposits as (
    select * from {{ ref('int_settlements__deposits') }}
),

settled as (
    -- Every amount of a settlement that counts, advertising among it: it takes part in the deposit
    -- whoever tells it to the profit and loss.
    select
        events.store,
        coalesce(events.channel_name, 'Amazon (account level)') as channel_name,
        events.order_line_key,
        events.order_id,
        events.document_id,
        events.currency,
        {{ balance_kind('events.component') }} as balance_kind,
        events.event_date,
        events.posted_date,
        deposits.deposit_date,
        events.amount
    from events
    inner join deposits
        on events.store = deposits.store
        and events.document_id = deposits.settlement_id
        and events.source_file = deposits.source_file
    where events.source = 'amazon'
        and events.report = 'settlements'
),

legs as (
    -- Earnings accrue and are paid; a reserve is only held back or given back; a transfer moved the
    -- bank on its own day, so that the balance has it until a deposit takes it along.
    select
        'proceeds' as balance_kind,
        'deposit' as leg
    union all
    select
        'reserve' as balance_kind,
        'deposit' as leg
    union all
    select
        'transfer' as balance_kind,
        'deposit' as leg
    union all
    select
        'transfer' as balance_kind,
        'bank' as leg
),

settled_legs as (
    select
        settled.store,
        settled.balance_kind as receivable_kind,
        settled.channel_name,
        settled.order_line_key,
        settled.order_id,
        settled.document_id,
        settled.currency,
        case when settled.balance_kind = 'proceeds' then settled.event_date end as accrued_date,
        case when settled.balance_kind = 'proceeds' then settled.posted_date end as settled_date,
        case legs.leg when 'bank' then settled.posted_date else settled.deposit_date end
            as paid_date,
        case legs.leg when 'bank' then -settled.amount else settled.amount end as amount
    from settled
    inner join legs
        on settled.balance_kind = legs.balance_kind
),

expected as (
    -- Sold, and in no settlement yet: what the order report and the rate card say. Tax that Amazon
    -- collects goes to the state and was never owed to the seller; tax inside a price is.
    select
        events.store,
        'proceeds' as receivable_kind,
        events.channel_name,
        events.order_line_key,
        events.order_id,
        events.order_id as document_id,
        events.currency,
        events.event_date as accrued_date,
        cast(null as date) as settled_date,
        cast(null as date) as paid_date,
        events.amount
    from events
    where events.basis = 'estimated'
        and (events.ledger_role = 'pnl' or events.component = 'tax_inside_price')
        and events.sales_platform = 'amazon'
        and events.report in ('all_orders', 'fulfilled_shipments', 'rate_cards')
),

carried_over as (
    -- A negative settlement takes nothing from the bank: the next one begins with the debt.
    select
        deposits.store,
        'reserve' as receivable_kind,
        'Amazon (account level)' as channel_name,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        cast(null as {{ dbt.type_string() }}) as order_id,
        deposits.settlement_id as document_id,
        deposits.currency,
        cast(null as date) as accrued_date,
        cast(null as date) as settled_date,
        deposits.deposit_date as paid_date,
        -deposits.total_amount as amount
    from deposits
    where deposits.total_amount < 0
),

unioned as (
    select * from settled_legs
    union all
    select * from expected
    union all
    select * from carried_over
),

final as (
    select
        {{ hash_key([
            "unioned.store", "unioned.receivable_kind", "unioned.channel_name",
            "unioned.order_line_key", "unioned.order_id", "unioned.document_id",
            "unioned.currency", "unioned.accrued_date", "unioned.settled_date",
            "unioned.paid_date"
        ]) }} as amazon_receivable_key,
        unioned.store,
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
        unioned.store, unioned.receivable_kind, unioned.channel_name, unioned.order_line_key,
        unioned.order_id, unioned.document_id, unioned.currency, unioned.accrued_date,
        unioned.settled_date, unioned.paid_date
)

select * from final
