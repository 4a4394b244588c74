with

refunds as (
    select * from {{ ref('int_orders__shopify_refunds') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

told as (
    -- The order tells of a refund and no day; then each landing batch dates some of it.
    select
        shopify_orders.store,
        shopify_orders.order_name,
        0 as place,
        shopify_orders.batch_id,
        cast(null as date) as refund_date,
        cast(null as date) as last_date,
        cast(0 as numeric(18, 4)) as amount,
        cast(0 as numeric(18, 4)) as disputed_amount,
        cast(0 as numeric(18, 4)) as unpaid_amount
    from shopify_orders
    where shopify_orders.refunded_amount > 0
        and shopify_orders.is_counted
    union all
    select
        refunds.store,
        refunds.order_name,
        1 as place,
        refunds.batch_id,
        max(case when refunds.refund_kind <> 'chargeback' then refunds.refund_date end)
            as refund_date,
        max(refunds.refund_date) as last_date,
        {{ money("sum(case when refunds.refund_kind = 'refund' then refunds.refund_amount end)") }}
            as amount,
        {{ money(
            "sum(case when refunds.refund_kind = 'chargeback' then refunds.refund_amount end)"
        ) }} as disputed_amount,
        {{ money(
            "sum(case when refunds.refund_kind = 'without_payment' then refunds.refund_amount end)"
        ) }} as unpaid_amount
    from refunds
    where refunds.date_basis = 'actual'
    group by refunds.store, refunds.order_name, refunds.batch_id
),

told_so_far as (
    select
        told.*,
        max(told.refund_date) over (
            partition by told.store, told.order_name order by told.place, told.batch_id
            rows between unbounded preceding and current row
        ) as refunded_on,
        max(told.last_date) over (
            partition by told.store, told.order_name order by told.place, told.batch_id
            rows between unbounded preceding and current row
        ) as disputed_on,
        {{ money(
            'sum(coalesce(told.amount, 0)) over ('
            ' partition by told.store, told.order_name order by told.place, told.batch_id'
            ' rows between unbounded preceding and current row)'
        ) }} as dated_amount,
        {{ money(
            'sum(coalesce(told.disputed_amount, 0)) over ('
            ' partition by told.store, told.order_name order by told.place, told.batch_id'
            ' rows between unbounded preceding and current row)'
        ) }} as disputed_so_far,
        sum(coalesce(told.unpaid_amount, 0)) over (
            partition by told.store, told.order_name order by told.place, told.batch_id
            rows between unbounded preceding and current row
        ) as unpaid_so_far
    from told
),

left_over as (
    select
        told_so_far.*,
        shopify_orders.total,
        coalesce(shopify_orders.cancelled_date, shopify_orders.sale_date) as undated_date,
        case
            when shopify_orders.is_counted
                then {{ undated_refund('told_so_far.dated_amount', 'told_so_far.disputed_so_far') }}
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
            when states.dated_amount + states.undated_amount
                + states.unpaid_so_far >= states.total
                then coalesce(states.undated_on, states.refunded_on)
        end as told_date
    from states
)

select * from final
