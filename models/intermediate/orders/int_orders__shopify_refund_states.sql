with

refunds as (
    select * from {{ ref('int_orders__shopify_refunds') }}
),

refunds_paid as (
    select * from {{ ref('int_orders__shopify_refunds_paid') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

dated as (
    -- In the order's currency, and at the rate of its sale. The order tells of a refund and no day.
    select
        refunds.store,
        refunds.order_name,
        1 as place,
        refunds.batch_id,
        refunds.refund_kind,
        refunds.refund_date,
        coalesce(refunds_paid.order_amount, refunds.refund_amount) as order_amount,
        coalesce(refunds_paid.exchange_amount, 0) as exchange_amount
    from refunds
    left join refunds_paid
        on refunds.payment_key = refunds_paid.payment_key
    where refunds.date_basis = 'actual'
    union all
    select
        shopify_orders.store,
        shopify_orders.order_name,
        0 as place,
        shopify_orders.batch_id,
        cast(null as {{ dbt.type_string() }}) as refund_kind,
        cast(null as date) as refund_date,
        cast(0 as numeric(18, 4)) as order_amount,
        cast(0 as numeric(18, 4)) as exchange_amount
    from shopify_orders
    where shopify_orders.refunded_amount > 0
        and shopify_orders.is_counted
),

told as (
    -- A refund that is dated by the batch that brought the order's row never lacked its day.
    select
        dated.store,
        dated.order_name,
        max(dated.place) as place,
        dated.batch_id,
        max(case when dated.refund_kind <> 'chargeback' then dated.refund_date end) as refund_date,
        max(dated.refund_date) as last_date,
        {{ money("sum(case when dated.refund_kind = 'refund' then dated.order_amount end)") }}
            as amount,
        {{ money("sum(case when dated.refund_kind = 'refund' then dated.exchange_amount end)") }}
            as exchange_amount,
        {{ money("sum(case when dated.refund_kind = 'chargeback' then dated.order_amount end)") }}
            as disputed_amount,
        {{ money(
            "sum(case when dated.refund_kind = 'without_payment' then dated.order_amount end)"
        ) }} as unpaid_amount
    from dated
    group by dated.store, dated.order_name, dated.batch_id
),

told_so_far as (
    select
        told.*,
        {{ so_far('max', 'told.refund_date') }} as refunded_on,
        {{ so_far('max', 'told.last_date') }} as disputed_on,
        {{ money(so_far('sum', 'told.amount')) }} as given_back,
        {{ money(so_far('sum', 'told.exchange_amount')) }} as exchange_so_far,
        {{ money(so_far('sum', 'told.disputed_amount')) }} as disputed_so_far,
        {{ so_far('sum', 'told.unpaid_amount') }} as unpaid_so_far
    from told
),

left_over as (
    -- Before the batch of the order's row nobody knew of more than the payments told.
    select
        told_so_far.*,
        shopify_orders.total,
        coalesce(shopify_orders.cancelled_date, shopify_orders.sale_date) as undated_date,
        case
            when shopify_orders.is_counted and told_so_far.batch_id >= shopify_orders.batch_id
                then {{ undated_refund(
                    'told_so_far.given_back', 'told_so_far.exchange_so_far',
                    'told_so_far.disputed_so_far'
                ) }}
            else 0
        end as undated_amount
    from told_so_far
    inner join shopify_orders
        on told_so_far.store = shopify_orders.store
        and told_so_far.order_name = shopify_orders.order_name
),

states as (
    -- What the batches leave without a day is on the day of the order.
    select
        left_over.*,
        case when left_over.undated_amount > 0 then left_over.undated_date end as undated_on
    from left_over
),

final as (
    -- Goods come back by the last refund; a dispute moves none, so its day counts only when nothing
    -- else was given back.
    select
        states.store,
        states.order_name,
        'goods' as kind,
        states.place,
        states.batch_id,
        states.last_date,
        case
            when states.undated_on > coalesce(states.refunded_on, cast('0001-01-01' as date))
                then states.undated_on
            else coalesce(states.refunded_on, states.disputed_on)
        end as told_date
    from states
    union all
    select
        states.store,
        states.order_name,
        'total' as kind,
        states.place,
        states.batch_id,
        states.last_date,
        case
            when states.given_back + states.undated_amount
                + states.unpaid_so_far >= states.total
                then coalesce(states.undated_on, states.refunded_on)
        end as told_date
    from states
)

select * from final
