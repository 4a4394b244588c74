with

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

refunds_paid as (
    select * from {{ ref('int_orders__shopify_refunds_paid') }}
),

refunds_unpaid as (
    select * from {{ ref('int_orders__shopify_refunds_unpaid') }}
),

dated as (
    -- What the payment provider sent back, with the day that the order's export does not tell.
    select
        refunds_paid.store,
        refunds_paid.order_name,
        refunds_paid.refund_kind,
        refunds_paid.payment_key,
        cast(null as {{ dbt.type_string() }}) as refund_id,
        refunds_paid.refund_date,
        refunds_paid.refund_amount,
        refunds_paid.transaction_at as refund_at,
        'actual' as date_basis,
        refunds_paid.currency,
        'payment_transactions' as report,
        refunds_paid.source_file,
        refunds_paid.source_line,
        refunds_paid.batch_id
    from refunds_paid
),

told as (
    -- The order counts what was paid or what the sale was worth: neither is one more refund.
    select
        refunds_paid.store,
        refunds_paid.order_name,
        {{ money("sum(case when refunds_paid.refund_kind = 'refund'"
            " then refunds_paid.order_amount end)") }} as given_back,
        {{ money("sum(case when refunds_paid.refund_kind = 'refund'"
            " then refunds_paid.exchange_amount end)") }} as exchange,
        {{ money("sum(case when refunds_paid.refund_kind = 'chargeback'"
            " then refunds_paid.order_amount end)") }} as disputed
    from refunds_paid
    group by refunds_paid.store, refunds_paid.order_name
),

undated as (
    -- Sent back through another gateway: the order's export states the amount and no day.
    select
        shopify_orders.store,
        shopify_orders.order_name,
        'refund' as refund_kind,
        cast(null as {{ dbt.type_string() }}) as payment_key,
        cast(null as {{ dbt.type_string() }}) as refund_id,
        coalesce(shopify_orders.cancelled_date, shopify_orders.sale_date) as refund_date,
        {{ undated_refund('told.given_back', 'told.exchange', 'told.disputed') }} as refund_amount,
        cast(null as {{ dbt.type_timestamp() }}) as refund_at,
        'undated' as date_basis,
        shopify_orders.currency,
        'orders' as report,
        shopify_orders.source_file,
        shopify_orders.source_line,
        shopify_orders.batch_id
    from shopify_orders
    left join told
        on shopify_orders.store = told.store
        and shopify_orders.order_name = told.order_name
    where shopify_orders.is_counted
),

without_payment as (
    -- What left the order, or was cancelled, and was never paid is given back, but no money moved.
    select
        refunds_unpaid.store,
        refunds_unpaid.order_name,
        'without_payment' as refund_kind,
        cast(null as {{ dbt.type_string() }}) as payment_key,
        refunds_unpaid.refund_id,
        refunds_unpaid.refund_date,
        refunds_unpaid.unpaid_amount as refund_amount,
        refunds_unpaid.refund_at,
        'actual' as date_basis,
        refunds_unpaid.currency,
        refunds_unpaid.report,
        refunds_unpaid.source_file,
        refunds_unpaid.source_line,
        refunds_unpaid.batch_id
    from refunds_unpaid
),

unioned as (
    select * from dated
    union all
    select * from undated
    where undated.refund_amount > 0
    union all
    select * from without_payment
),

due as (
    select
        unioned.*,
        case
            when unioned.refund_kind = 'without_payment' and unioned.refund_id is not null then 0
            else unioned.refund_amount
        end as paid_amount
    from unioned
),

numbered as (
    select
        due.*,
        row_number() over (
            partition by due.store, due.order_name
            order by due.refund_at nulls last, due.source_file, due.source_line, due.refund_kind
        ) as refund_number,
        sum(due.paid_amount) over (
            partition by due.store, due.order_name
            order by due.refund_at nulls last, due.source_file, due.source_line, due.refund_kind
            rows between unbounded preceding and current row
        ) as refunded_after
    from due
),

final as (
    select
        numbered.store,
        numbered.order_name,
        numbered.refund_number,
        numbered.refund_kind,
        numbered.payment_key,
        numbered.refund_id,
        numbered.refund_date,
        numbered.date_basis,
        numbered.currency,
        numbered.report,
        numbered.source_file,
        numbered.source_line,
        numbered.batch_id,
        numbered.refund_amount,
        numbered.refunded_after - numbered.paid_amount as refunded_before,
        numbered.refunded_after
    from numbered
)

select * from final
