with

shopify_payments as (
    select * from {{ ref('int_orders__shopify_payments') }}
),

card_fees_allocated as (
    select * from {{ ref('int_fees__card_fees_allocated') }}
),

bills_paid as (
    select * from {{ ref('int_fees__shopify_bills_paid') }}
),

amount_events as (
    -- A payment of a landed order witnesses a sale that the orders export tells; refunds are told
    -- with their lines.
    select
        shopify_payments.payment_key,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        shopify_payments.component,
        case
            when bills_paid.payment_key is not null
                or (
                    shopify_payments.treatment in ('charge', 'refund', 'chargeback')
                    and shopify_payments.is_order_landed
                ) then cast(null as {{ dbt.type_string() }})
            when shopify_payments.treatment in ('charge', 'refund', 'chargeback', 'unclassified')
                then 'unallocated_amount'
            else shopify_payments.measure
        end as measure,
        case
            when shopify_payments.treatment = 'charge' and shopify_payments.is_order_landed
                then 'evidence'
            when shopify_payments.treatment = 'no_sale' then 'evidence'
            when bills_paid.payment_key is not null then 'evidence'
            when shopify_payments.treatment in ('charge', 'refund', 'chargeback', 'unclassified')
                then 'unallocated'
            when shopify_payments.treatment = 'fee_adjustment' then 'pnl'
            else 'balance_sheet'
        end as ledger_role,
        shopify_payments.amount,
        shopify_payments.transaction_date as event_date,
        case
            when shopify_payments.measure = 'ad_spend' then 'ad_spend' else 'account_charge'
        end as event_type
    from shopify_payments
    left join bills_paid
        on shopify_payments.payment_key = bills_paid.payment_key
    where
        not (
            shopify_payments.treatment in ('refund', 'chargeback')
            and shopify_payments.is_order_landed
        )
),

fees_placed as (
    -- The fee of a charge belongs to the day of the sale, that of a dispute to the day of the
    -- dispute.
    select
        shopify_payments.payment_key,
        card_fees_allocated.order_line_key,
        'card_fee' as component,
        'payment_processing_fees' as measure,
        'pnl' as ledger_role,
        -card_fees_allocated.fee_share as amount,
        case
            when shopify_payments.treatment = 'charge' then shopify_payments.sale_date
            else shopify_payments.transaction_date
        end as event_date,
        case when shopify_payments.treatment = 'charge' then 'sale' else 'refund' end as event_type
    from card_fees_allocated
    inner join shopify_payments
        on card_fees_allocated.payment_key = shopify_payments.payment_key
),

placed_per_payment as (
    select
        fees_placed.payment_key,
        {{ money('sum(fees_placed.amount)') }} as placed_amount
    from fees_placed
    group by fees_placed.payment_key
),

fees_left as (
    select
        shopify_payments.payment_key,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'card_fee' as component,
        'payment_processing_fees' as measure,
        case
            when shopify_payments.treatment in ('charge', 'refund', 'chargeback') then 'unallocated'
            else 'pnl'
        end as ledger_role,
        {{ money('-shopify_payments.fee - coalesce(placed_per_payment.placed_amount, 0)') }}
            as amount,
        shopify_payments.transaction_date as event_date,
        'account_charge' as event_type
    from shopify_payments
    left join placed_per_payment
        on shopify_payments.payment_key = placed_per_payment.payment_key
),

unioned as (
    select * from amount_events
    union all
    select * from fees_placed
    union all
    select * from fees_left
),

final as (
    select
        shopify_payments.store,
        unioned.event_type,
        unioned.event_date,
        shopify_payments.transaction_date as posted_date,
        unioned.event_date as fx_date,
        shopify_payments.order_name as order_id,
        unioned.order_line_key,
        unioned.component,
        unioned.measure,
        unioned.ledger_role,
        'actual' as basis,
        shopify_payments.currency,
        unioned.amount,
        'payment_transactions' as report,
        shopify_payments.order_name as document_id,
        shopify_payments.source_file,
        shopify_payments.source_line,
        shopify_payments.batch_id
    from unioned
    inner join shopify_payments
        on unioned.payment_key = shopify_payments.payment_key
    where unioned.amount <> 0
)

select * from final
